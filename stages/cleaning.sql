-- Raw entries to one row a word. Reads three tables:
--
--   entries (word, pronunciation)       as the source wrote them
--   phonemes (symbol, vowel)            the 39 phonemes, without stress
--   bounds (minLetters, maxLetters, minPhonemes, maxPhonemes)
--
-- and leaves two, `clean` and `judged`. Every entry ends in one of three ways:
-- as the response of its word, as another reference of it, or dropped for one
-- reason.

-- Patterns, made of the phonemes so that these are listed in one place. They
-- are variables because a pattern out of a column is compiled for every row.
SET VARIABLE stressed = (
  SELECT '\b(' || string_agg(symbol, '|' ORDER BY symbol) || ')[012]\b'
  FROM phonemes
  WHERE vowel
);
SET VARIABLE pronounceable = (
  SELECT format('({0})( ({0}))*', string_agg(symbol, '|' ORDER BY symbol))
  FROM phonemes
);

-- "Word(2)", "K AE1 T # a comment" becomes "word", 2, "K AE T". Only vowels
-- carry stress: a digit elsewhere stays, and makes the phoneme an unknown one.
CREATE TABLE normalised AS
SELECT
  word,
  pronunciation,
  lower(split_part(word, '(', 1)) AS spelling,
  coalesce(
    try_cast(split_part(split_part(word, '(', 2), ')', 1) AS INTEGER), 1
  ) AS alternative,
  regexp_replace(
    trim(regexp_replace(split_part(pronunciation, '#', 1), '\s+', ' ', 'g')),
    getvariable('stressed'), '\1', 'g'
  ) AS response
FROM entries;

-- What is wrong with an entry by itself. The word is looked at as it was
-- written, because some letters outside a-z turn into a-z in lower case.
CREATE TABLE examined AS
SELECT
  *,
  CASE
    WHEN spelling = '' OR response = '' THEN 'empty'
    WHEN NOT regexp_full_match(word, '[A-Za-z]+(\([0-9]+\))?')
      THEN 'not a plain word'
    WHEN NOT regexp_full_match(response, getvariable('pronounceable'))
      THEN 'unknown phoneme'
  END AS fault
FROM normalised;

-- An entry that says what an earlier one of the same word says.
CREATE TABLE distinguished AS
SELECT
  * EXCLUDE (fault),
  CASE
    WHEN fault IS NOT NULL THEN fault
    WHEN row_number() OVER (
      PARTITION BY spelling, response, fault IS NULL
      ORDER BY alternative, word, pronunciation
    ) > 1 THEN 'duplicate'
  END AS fault
FROM examined;

-- What is left of each word: the first pronunciation is the response, and the
-- gold metric accepts all of them. Most words have one, so only the others are
-- aggregated.
CREATE TABLE placed AS
SELECT
  spelling,
  response,
  row_number() OVER (
    PARTITION BY spelling ORDER BY alternative, word, pronunciation
  ) AS place
FROM distinguished
WHERE fault IS NULL;

CREATE TABLE others AS
SELECT spelling, string_agg(response, '|' ORDER BY place) AS responses
FROM placed
WHERE place > 1
GROUP BY spelling;

CREATE TABLE gathered AS
SELECT
  spelling,
  response,
  concat_ws('|', response, responses) AS "references"
FROM placed
LEFT JOIN others USING (spelling)
WHERE place = 1;

-- Words by length. The first pronunciation decides: a longer or shorter
-- alternative is a right answer all the same.
CREATE TABLE words AS
SELECT
  *,
  len(string_split(response, ' ')) AS sounds,
  CASE
    WHEN length(spelling) < minLetters THEN 'too few letters'
    WHEN length(spelling) > maxLetters THEN 'too many letters'
    WHEN sounds < minPhonemes THEN 'too few phonemes'
    WHEN sounds > maxPhonemes THEN 'too many phonemes'
  END AS fault
FROM gathered, bounds;

CREATE TABLE clean AS
SELECT spelling AS prompt, response, "references"
FROM words
WHERE fault IS NULL;

-- Every entry with why it was dropped, or null.
CREATE TABLE judged AS
SELECT
  entry.word,
  entry.pronunciation,
  coalesce(entry.fault, words.fault) AS reason
FROM distinguished AS entry
LEFT JOIN words USING (spelling);

-- Rows of texts to one row a prompt. Reads three tables:
--
--   texts (row, prompt, response)     as the file has them
--   reserved (token)                  what no text may contain
--   bounds (context)                  tokens of prompt and response together
--
-- and leaves two, `clean` and `judged`. Every row ends in one of three ways: as
-- the response of its prompt, as another reference of it, or dropped for one
-- reason.

-- One form of what looks alike: line ends of one kind, no control characters
-- but tabs and line ends, composed characters, nothing blank around it.
-- Composing comes after NUL is gone, because it would end the text there.
CREATE MACRO normalise(text) AS regexp_replace(
  nfc_normalize(regexp_replace(
    regexp_replace(text, '\r\n?', chr(10), 'g'),
    '[\x00-\x08\x0B-\x1F\x7F-\x{9F}\x{FEFF}]', '', 'g'
  )),
  '^[\s\p{Z}]+|[\s\p{Z}]+$', '', 'g'
);

CREATE TABLE normalised AS
SELECT
  "row",
  normalise(prompt) AS prompt,
  normalise(response) AS response
FROM texts;

-- A token a byte, one between prompt and response, and one at the end.
CREATE TABLE examined AS
SELECT
  "row",
  prompt,
  response,
  CASE
    WHEN prompt = '' OR response = '' THEN 'empty'
    WHEN EXISTS (
      SELECT 1 FROM reserved
      WHERE contains(prompt, token) OR contains(response, token)
    ) THEN 'reserved token'
    WHEN strlen(prompt) + strlen(response) + 2 > context THEN 'too long'
  END AS fault
FROM normalised, bounds;

-- A row that says what an earlier one of the same prompt says.
CREATE TABLE judged AS
SELECT
  "row",
  prompt,
  response,
  CASE
    WHEN fault IS NOT NULL THEN fault
    WHEN row_number() OVER (
      PARTITION BY prompt, response, fault IS NULL ORDER BY "row"
    ) > 1 THEN 'duplicate'
  END AS reason
FROM examined;

-- What is left of each prompt: its first response is the demonstration, and
-- all of them are accepted.
CREATE TABLE placed AS
SELECT
  "row",
  prompt,
  response,
  row_number() OVER (PARTITION BY prompt ORDER BY "row") AS place
FROM judged
WHERE reason IS NULL;

CREATE TABLE clean AS
SELECT
  min("row") AS "row",
  prompt,
  max(response) FILTER (WHERE place = 1) AS response,
  string_agg(response, chr(31) ORDER BY place) AS "references"
FROM placed
GROUP BY prompt;

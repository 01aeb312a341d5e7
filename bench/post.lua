-- Sends one POST again and again. Arguments: the file with the body and, where every request shall have a
-- fresh Idempotency-Key, a seed for the keys. The last line of the output is a JSON object.

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(arguments)
  wrk.method = "POST"
  wrk.body = contents(arguments[1])
  if arguments[2] then
    math.randomseed(tonumber(arguments[2]) + number)
    request = with_fresh_key
  end
end

function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function with_fresh_key()
  wrk.headers["Idempotency-Key"] = uuid()
  return wrk.format()
end

-- Random like those of phones: keys in order would be kinder to the ledger's index.
function uuid()
  local function hex(digits)
    return string.format("%0" .. digits .. "x", math.random(0, 16 ^ digits - 1))
  end
  return table.concat({ hex(8), hex(4), "4" .. hex(3), "8" .. hex(3), hex(12) }, "-")
end

function done(summary)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '{"requests": %d, "per_second": %.6f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.requests * 1e6 / summary.duration, errors.status, broken
  ))
end

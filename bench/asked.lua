-- wrk: each request has the next of the paths and the next of the tokens; the last argument, if
-- there is one, is the ETag of what the client has.
local paths, tokens, asked = {}, {}, 0

local function lines(name)
  local read = {}
  for line in io.lines(name) do read[#read + 1] = line end
  return read
end

function init(args)
  paths, tokens = lines(args[1]), lines(args[2])
  wrk.headers["If-None-Match"] = args[3]
end

function request()
  asked = asked + 1
  wrk.headers["Authorization"] = "Bearer " .. tokens[asked % #tokens + 1]
  return wrk.format("GET", paths[asked % #paths + 1])
end

-- One line: how many, their microseconds, the failures, then the percentiles from 0 to 100.
function done(summary, latency)
  local errors, failed = summary.errors, 0
  for _, name in ipairs({"connect", "read", "write", "status", "timeout"}) do
    failed = failed + errors[name]
  end
  io.write("measured ", summary.requests, " ", summary.duration, " ", failed)
  for rank = 0, 99 do io.write(" ", latency:percentile(rank)) end
  io.write(" ", latency.max, "\n")
end

-- What the parts share: the job, and what is found on the way.

local question = assert(io.open(arg[1], 'rb'))
local job = pandoc.json.decode(question:read('a'), false)
question:close()

local book = {
  job = job,
  is_html = job.format == 'html',
  chapters = job.chapters,
  by_path = {},            -- chapters
  targets = {},            -- id -> {chapter =, prefix =, number =} of figures, tables and sections
  used = {},               -- names that something in the PDF links to
  defects = pandoc.List {}, files = pandoc.List {}, links = pandoc.List {},
}
for _, chapter in ipairs(book.chapters) do book.by_path[chapter.path] = chapter end

-- A defect of a chapter at its first line that holds the token. What it lacks may come from a cell.
function book.defect(chapter, token, problem, expected, may_come)
  book.defects:insert {chapter = chapter.path, token = token, problem = problem,
    expected = expected, may_come = may_come or false}
end
function book.raw(text) return pandoc.RawInline(job.format, text) end
function book.raw_block(text) return pandoc.RawBlock(job.format, text) end
function book.around(open, inlines, close)
  return pandoc.Plain(pandoc.Inlines {book.raw(open)} .. pandoc.Inlines(inlines) .. {book.raw(close)})
end
function book.quote(text) return '"' .. text:gsub('["\\]', '\\%0') .. '"' end
function book.write(blocks)
  return pandoc.write(pandoc.Pandoc(blocks), job.format, pandoc.WriterOptions {
    html_math_method = 'mathml', wrap_text = 'none',
    highlight_method = not book.is_html and 'idiomatic' or nil})
end
-- Places in the PDF that something links to.
function book.anchors(chapter, ...)
  local marks = pandoc.Inlines {}
  for _, id in ipairs {...} do
    local name = chapter.key .. id
    if book.used[name] then marks:insert(book.raw('#book-anchor(' .. book.quote(name) .. ')')) end
  end
  return marks
end
-- A length as Typst has it, nil where it is none. A number alone counts pixels, 96 to the inch.
function book.length(text)
  local number, unit = text:match('^([%d.]+)(%a*%%?)$')
  if unit == '' or unit == 'px' then return ('%.4gpt'):format(number * 0.75) end
  local units = {pt = true, mm = true, cm = true, ['in'] = true, em = true, ['%'] = true}
  return units[unit] and tonumber(number) and number .. unit
end
function book.is_float(id) return id:match('^fig%-.') or id:match('^tbl%-.') end

return book

-- Tables for the forms in LaTeX and Word. Without widths LaTeX makes a column as wide as its longest
-- cell, and a note as wide as its text, so that they run off the page; Word breaks words.

local LINE = quarto.doc.is_format('docx') and 60 or 95 -- characters across the page
local LONGEST = 38 -- a longer cell breaks into lines
local MANY = 10 -- columns that need smaller type
local MARGINS = 4 -- of a cell in Word, in characters of that type

local function text(cell) return pandoc.utils.stringify(cell.contents) end

-- Calls `seen` with the place of each cell's first column.
local function cells(rows, seen)
  local last = {} -- by column, the last row of the cell that is there
  for at, row in ipairs(rows) do
    local column = 1
    for _, cell in ipairs(row.cells) do
      while (last[column] or 0) >= at do column = column + 1 end
      seen(cell, column)
      for n = column, column + cell.col_span - 1 do last[n] = at + cell.row_span - 1 end
      column = column + cell.col_span
    end
  end
end

-- The characters that each column needs: a head's longest word, and the longest cell or, where
-- there are many columns, its longest word.
local function needs(tbl)
  local needed = pandoc.List {}
  for n = 1, #tbl.colspecs do needed[n] = 1 end
  local function need(column, count)
    if needed[column] then needed[column] = math.max(needed[column], math.min(count, LONGEST)) end
  end
  local function need_words(cell, column)
    if cell.col_span > 1 then return end
    for word in text(cell):gmatch('[^%s/-]+[/-]?') do need(column, utf8.len(word)) end
  end
  local function need_all(cell, column)
    if cell.col_span == 1 then need(column, utf8.len(text(cell))) end
  end
  cells(tbl.head.rows, need_words)
  for _, body in ipairs(tbl.bodies) do
    cells(body.body, #tbl.colspecs > MANY and need_words or need_all)
  end
  return needed
end

local function has_widths(tbl)
  for _, spec in ipairs(tbl.colspecs) do
    if spec[2] then return true end
  end
  return false
end

-- Whether a line of the table, as it is set without widths, is longer than the page is wide.
local function is_wide(tbl)
  local longest = 0
  local function sum(rows)
    for _, row in ipairs(rows) do
      local length = 0
      for _, cell in ipairs(row.cells) do length = length + utf8.len(text(cell)) + 2 end
      longest = math.max(longest, length)
    end
  end
  sum(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do sum(body.body) end
  sum(tbl.foot.rows)
  return longest > LINE
end

-- Text as runs of a small size, which Word's writer has no other way to set.
local SMALL = 12 -- half points
local NARROW = '<w:rFonts w:ascii="Arial Narrow" w:hAnsi="Arial Narrow"/>'
local function runs(inlines, bold, italic, raised)
  local found = pandoc.List {}
  for _, inline in ipairs(inlines) do
    local words = inline.t == 'Str' and inline.text
      or (inline.t == 'Space' or inline.t == 'SoftBreak') and ' '
    if words then
      found:insert(pandoc.RawInline('openxml', '<w:r><w:rPr>' .. NARROW .. (bold and '<w:b/>' or '')
        .. (italic and '<w:i/>' or '') .. '<w:sz w:val="' .. SMALL .. '"/>'
        .. (raised and '<w:vertAlign w:val="superscript"/>' or '')
        .. '</w:rPr><w:t xml:space="preserve">'
        .. words:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;') .. '</w:t></w:r>'))
    elseif inline.content then
      found:extend(runs(inline.content, bold or inline.t == 'Strong', italic or inline.t == 'Emph',
        raised or inline.t == 'Superscript'))
    else
      found:insert(inline)
    end
  end
  return found
end

local function in_small_type(tbl)
  local function small(bold)
    return function(cell)
      cell.contents = cell.contents:walk {
        traverse = 'topdown',
        Plain = function(plain) return pandoc.Plain(runs(plain.content, bold)), false end,
        Para = function(para) return pandoc.Para(runs(para.content, bold)), false end,
      }
    end
  end
  cells(tbl.head.rows, small(true))
  for _, body in ipairs(tbl.bodies) do cells(body.head, small(true)); cells(body.body, small()) end
  cells(tbl.foot.rows, small())
  return tbl
end

return {{Table = function(tbl)
  local is_docx, has_many = quarto.doc.is_format('docx'), #tbl.colspecs > MANY
  -- Word's cells have margins, beside which the widths for the PDF leave too little.
  if is_docx and has_many or not has_widths(tbl) and is_wide(tbl) then
    local needed, sum, margins = needs(tbl), 0, is_docx and MARGINS or 0
    for _, count in ipairs(needed) do sum = sum + count + margins end
    for n, spec in ipairs(tbl.colspecs) do
      tbl.colspecs[n] = {spec[1], (needed[n] + margins) / sum}
    end
  end
  if is_docx and has_many then return in_small_type(tbl) end
  if not quarto.doc.is_format('latex') then return tbl end
  local small = has_many and '{\\scriptsize\\setlength{\\tabcolsep}{2pt}'
    or '{\\footnotesize\\setlength{\\tabcolsep}{3pt}'
  return {pandoc.RawBlock('latex', small), tbl, pandoc.RawBlock('latex', '}')}
end}}

-- Tables in print.

local book = require 'book'
local styles = require 'styles'
local to_inlines = pandoc.utils.blocks_to_inlines
local alignments = {left = 'AlignLeft', center = 'AlignCenter', right = 'AlignRight'}

local function finish_cell(chapter, row, cell, is_bold, is_header)
  local content = to_inlines(cell.contents)
  if #content > 0 then
    content = styles.text(cell, is_bold and {pandoc.Strong(content)} or content)
  end
  local indent = styles.pixels(cell, 'text-indent')
  if indent > 0 then content:insert(1, book.raw(('#h(%.1fem)'):format(indent / 10))) end
  local marks = book.anchors(chapter, row.identifier, cell.identifier)
  row.identifier = ''
  cell.alignment = alignments[styles.property(cell, 'text-align')] or cell.alignment
  cell.contents = {pandoc.Plain(marks .. content)}
  local look = is_header and cell.col_span > 1 and {['typst:stroke'] = '(bottom: 0.4pt)'} or {}
  local colour = (styles.property(cell, 'background-color') or ''):match('^#%x%x%x%x%x%x$')
  if colour and colour:lower() ~= '#ffffff' then look['typst:fill'] = ('rgb("%s")'):format(colour) end
  cell.attr = pandoc.Attr('', {}, look)
end

local function texts(name, rows)
  local blocks = pandoc.Blocks {}
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      blocks:insert(book.around('#' .. name .. '[', to_inlines(cell.contents), ']'))
    end
  end
  return blocks
end

-- Rows of one cell across the table are titles, which go above it, or name the rows below them;
-- the foot's rows are notes, which go below it.
return function(chapter, el)
  local function is_across(row) return #row.cells == 1 and row.cells[1].col_span == #el.colspecs end
  local function finish(rows, is_header)
    for _, row in ipairs(rows) do
      local is_bold = is_header or is_across(row) and #el.colspecs > 1
      for _, cell in ipairs(row.cells) do finish_cell(chapter, row, cell, is_bold, is_header) end
    end
    return rows
  end
  local head, bodies, titles = pandoc.List(el.head.rows), el.bodies, pandoc.List {}
  while #head > 1 and is_across(head[1]) do titles:insert(head:remove(1)) end
  local above, below = texts('table-title', titles), texts('table-note', el.foot.rows)
  el.head.rows = finish(head, true)
  for _, body in ipairs(bodies) do
    body.head, body.body = {}, finish(pandoc.List(body.head) .. body.body, false)
  end
  el.bodies, el.foot = bodies, pandoc.TableFoot {}
  el.colspecs = el.colspecs:map(function(spec)
    return {spec[1] == 'AlignDefault' and 'AlignLeft' or spec[1], spec[2]}
  end)
  local open = '#book-table(' .. #el.colspecs .. ')['
  return above .. {book.raw_block(open), el, book.raw_block(']')} .. below
end

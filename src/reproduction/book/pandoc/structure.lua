-- What a chapter is made of: headings, figures, tables and callouts, in reading order.

local book = require 'book'
local numbering = require 'numbering'
local floats = require 'floats'
local callout = require 'callouts'

return function(chapter)
  return {
    traverse = 'topdown',
    Header = function(el)
      if el.level > (chapter.level or 0) + 1 then
        book.defect(chapter, ('#'):rep(el.level) .. ' ', 'a heading of level ' .. el.level ..
          ' below one of level ' .. (chapter.level or 0), 'no level left out')
      end
      chapter.level = el.level
      numbering.heading(chapter, el)
      el.content:walk {
        RawInline = function(raw)
          book.defect(chapter, raw.text, 'raw ' .. raw.format .. ' in a heading', 'text')
        end,
        Note = function()
          book.defect(chapter, pandoc.utils.stringify(el.content), 'a footnote in a heading', 'it in the text')
        end,
      }
      return el
    end,
    Div = function(el)
      if el.classes:includes('cell-image') then return floats.cell_image(el) end
      if el.classes:includes('landscape') and not book.is_html then
        el.content:insert(1, book.raw_block('#page(flipped: true)['))
        el.content:insert(book.raw_block(']'))
        return el
      end
      local kind = table.concat(el.classes, ' '):match('callout%-(%a+)')
      if kind then return callout(chapter, el, kind) end
      if book.is_float(el.identifier) then return floats.div(chapter, el) end
    end,
    Figure = function(el) return floats.figure(chapter, el) end,
    Table = function(el) return floats.table(chapter, el) end,
  }
end

-- A chapter as HTML, and its headings for lists of contents.

local book = require 'book'

local function frame(el)
  return pandoc.Div({el}, pandoc.Attr('', {'table-frame'},
    {{'role', 'region'}, {'tabindex', '0'}, {'aria-label', 'Table'}}))
end

local function html_rules(chapter)
  return {
    traverse = 'topdown',
    Div = function(el) if el.classes:includes('table-frame') then return el, false end end,
    Table = function(el) return frame(el), false end,
    RawBlock = function(el)
      if el.format == 'html' and el.text:match('<table') then return frame(el), false end
    end,
    CodeBlock = function(el)
      local summary = el.attributes['code-fold']
      if not summary then return end
      el.attributes['code-fold'] = nil
      return {book.around('<details class="code-fold"><summary>', {pandoc.Str(summary)}, '</summary>'),
        el, book.raw_block('</details>')}
    end,
    Header = function(el)
      local number = el.attributes.number
      if not number then return end
      el.attributes.number = nil
      local span = pandoc.Span(number, pandoc.Attr('',
        {el.level > 1 and 'header-section-number' or 'chapter-number'}))
      local before = pandoc.Inlines {span, pandoc.Space()}
      if el.level == 1 and chapter.appendix then
        span.classes = {'appendix-number'}
        before = pandoc.Inlines {'Appendix ', span, ' — '}
      end
      el.content = before .. el.content
      return el
    end,
  }
end

-- A heading as it stands in a list of contents: without links, notes and ids.
local bare = {
  Note = function() return {} end,
  Link = function(el) return el.content end,
  Span = function(el) el.identifier = ''; return el end,
}

return function(chapter)
  local blocks = chapter.blocks:walk(html_rules(chapter)):walk {Div = function(el)
    if el.attr == pandoc.Attr() then return el.content end  -- ours, and its work is done
  end}
  chapter.sections = pandoc.List {}
  -- All headings are written at once, because each call takes its time.
  local mark, headings, position = '<!--end-->', pandoc.Blocks {}, 0
  blocks:walk {Header = function(el)
    local content = el.content:walk(bare)
    headings:extend {pandoc.Plain(content), book.raw_block(mark)}
    chapter.sections:insert {level = el.level, id = el.identifier, text = pandoc.utils.stringify(content)}
  end}
  for html in book.write(headings):gmatch('(.-)%s*' .. mark:gsub('%p', '%%%0') .. '%s*') do
    position = position + 1
    chapter.sections[position].html = html
  end
  return book.write(blocks)
end

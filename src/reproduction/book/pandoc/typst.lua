-- A chapter as Typst.

local book = require 'book'
local styles = require 'styles'
local typst_table = require 'tables'
local raw, around, quote, anchors = book.raw, book.around, book.quote, book.anchors
local to_inlines = pandoc.utils.blocks_to_inlines

-- What pandoc writes as a call of a function; a dot or a parenthesis after it would belong to it.
local calls = {Strong = true, Emph = true, Link = true, Superscript = true, Subscript = true,
  Strikeout = true, SmallCaps = true, Underline = true, Note = true, Span = true, RawInline = true}

local function end_calls(inlines)
  local result = pandoc.Inlines {}
  for position, el in ipairs(inlines) do
    result:insert(el)
    local after = inlines[position + 1]
    if calls[el.t] and after and (after.t == 'Str' or after.t == 'RawInline') and after.text:match('^[.(%[]') then
      result:insert(raw(';'))
    end
  end
  return result
end

local function rules(chapter)
  return {
    Table = function(el) return typst_table(chapter, el) end,
    Span = function(el)
      return anchors(chapter, el.identifier) .. styles.text(el, el.content)
    end,
    Div = function(el)
      local marks = anchors(chapter, el.identifier)
      if el.classes:includes('csl-entry') then
        return around('#reference[', marks .. to_inlines(el.content), ']')
      end
      if #marks > 0 then el.content:insert(1, pandoc.Plain(marks)) end
      return el.content
    end,
    Header = function(el)
      local number = el.attributes.number and quote(el.attributes.number) or 'none'
      local open = ('#book-heading(%d, %s, %s)['):format(el.level, number, chapter.appendix or false)
      local marks = anchors(chapter, el.identifier, el.level == 1 and 'title' or '')
      return pandoc.Plain(marks .. {raw(open)} .. el.content .. {raw(']')})
    end,
    Math = function(el)
      local text = book.write({pandoc.Plain {el}}):gsub('%s+$', '')
      return raw(('#[#set math.equation(alt: %s);%s]'):format(quote(el.text), text))
    end,
    CodeBlock = function(el)
      el.attributes['code-fold'] = nil
      return el
    end,
  }
end

return function(chapter)
  return book.write(chapter.blocks:walk(rules(chapter)):walk {Inlines = end_calls})
end

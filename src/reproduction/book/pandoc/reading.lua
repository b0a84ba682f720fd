-- Chapters as blocks: conditional content resolved, filters run, HTML tables made native for print.

local book = require 'book'
local extensions = require 'extensions'
local styles = require 'styles'
local job, is_html = book.job, book.is_html

local function visibility(el)
  local visible = el.classes:includes('content-visible')
  if not visible and not el.classes:includes('content-hidden') then return nil end
  local when, unless = el.attributes['when-format'], el.attributes['unless-format']
  return visible == ((not when or when == job.format) and (not unless or unless ~= job.format))
end
local function unwrap(el)
  local visible = visibility(el)
  if visible ~= nil then return visible and el.content or {} end
end
local function drop_hidden(el) if visibility(el) == false then return {} end end
local conditional = {Div = unwrap, Span = unwrap, CodeBlock = drop_hidden}

-- HTML for print: tables become native ones, the rest goes.
local native = {
  RawBlock = function(el)
    if el.format ~= 'html' then return end
    if not el.text:match('<table') then return {} end
    return styles.inline(pandoc.read(el.text, 'html').blocks, el.text):walk {
      RawInline = function() return {} end,
      RawBlock = function() return {} end,
      Div = function(div) return div.content end,
    }
  end,
}

-- The blocks of a chapter, and its first heading of level 1.
return function(chapter)
  local blocks = extensions.run(pandoc.read(chapter.text, 'markdown').blocks:walk(conditional))
  local title
  blocks:walk {Header = function(el) title = title or el.level == 1 and el end}
  return is_html and blocks or blocks:walk(native), title
end

-- Chapters as blocks: conditional content resolved, filters run, HTML tables made native for print.

local book = require 'book'
local extensions = require 'extensions'
local raw = require 'raw'
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

local function without_raw() return {} end
local function unwrapped(div) return div.content end

-- HTML for print: tables become native ones, and other HTML of cells what it says. HTML that a
-- chapter has for its pages alone goes.
local function native(chapter)
  local function from_table(el)
    if el.format ~= 'html' then return end
    if not el.text:match('<table') then return {} end
    return styles.inline(pandoc.read(el.text, 'html').blocks, el.text):walk {
      RawInline = without_raw, RawBlock = without_raw, Div = unwrapped,
    }
  end
  local function from_cell(el)
    if el.format ~= 'html' or el.text:match('<table') then return from_table(el) end
    local function refused(raw)
      if raw.text:match('^<!%-%-') or raw.text:match('^<style') then return {} end
      book.defect(chapter, '', 'a cell shows HTML with ' .. raw.text:match('^[^>\n]*') .. '>',
        'text, a table or an image in the PDF')
    end
    local text = el.text:gsub('<style.-</style>', '')
    return pandoc.read(text, 'html').blocks:walk {
      RawInline = refused, RawBlock = refused, Div = unwrapped,
    }
  end
  return {
    traverse = 'topdown',
    Div = function(el)
      if el.classes:includes('cell-html') then
        return el.content:walk {RawBlock = from_cell}, false
      end
    end,
    RawBlock = from_table,
  }
end

-- A page shows the HTML of cells as it is.
local pages = {Div = function(el) if el.classes:includes('cell-html') then return el.content end end}

-- The blocks of a chapter, and its first heading of level 1.
return function(chapter)
  local blocks = pandoc.read(chapter.text, 'markdown').blocks
  blocks = extensions.run(blocks:walk(conditional):walk(raw(chapter)))
  local title
  blocks:walk {Header = function(el) title = title or el.level == 1 and el end}
  return blocks:walk(is_html and pages or native(chapter)), title
end

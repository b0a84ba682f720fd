-- HTML and TeX in a chapter's text: HTML becomes what Markdown would have made, TeX is refused.

local book = require 'book'

local function attr_of(tag)
  local attributes, id, classes = {}, '', {}
  for name, _, value in tag:gmatch('([%w-]+)=(["\'])(.-)%2') do
    if name == 'id' then id = value
    elseif name == 'class' then for class in value:gmatch('%S+') do table.insert(classes, class) end
    else attributes[name] = value end
  end
  for name, value in tag:gmatch('%s([%w-]+)=([^"\'%s>]+)') do attributes[name] = value end
  return attributes, pandoc.Attr(id, classes)
end

local function link(content, tag)
  local attributes, attr = attr_of(tag)
  if not attributes.href then return pandoc.Span(content, attr) end
  return pandoc.Link(content, attributes.href, attributes.title or '', attr)
end
local function image(tag)
  local attributes, attr = attr_of(tag)
  attr.attributes = {alt = attributes.alt, width = attributes.width, height = attributes.height}
  return pandoc.Image({}, attributes.src or '', attributes.title or '', attr)
end
local function span(content, tag)
  local attributes, attr = attr_of(tag)
  attr.attributes = {style = attributes.style}
  return pandoc.Span(content, attr)
end
local pairs_of = {
  sup = pandoc.Superscript, sub = pandoc.Subscript, b = pandoc.Strong, strong = pandoc.Strong,
  i = pandoc.Emph, em = pandoc.Emph, u = pandoc.Underline, s = pandoc.Strikeout,
  del = pandoc.Strikeout, span = span, a = link,
}

local function name_of(el)
  if el.t ~= 'RawInline' or el.format ~= 'html' then return nil end
  local slash, name = el.text:match('^<(/?)(%a[%w-]*)')
  return name and name:lower(), slash == '/'
end

-- The position of the tag that closes the one at a position.
local function closing(inlines, start, name)
  local depth = 0
  for position = start, #inlines do
    local other, is_end = name_of(inlines[position])
    if other == name then
      depth = depth + (is_end and -1 or 1)
      if depth == 0 then return position end
    end
  end
end

local function translate(chapter, inlines)
  local result, position = pandoc.Inlines {}, 1
  while position <= #inlines do
    local el = inlines[position]
    local name, is_end = name_of(el)
    local make = name and not is_end and pairs_of[name]
    local stop = make and closing(inlines, position, name)
    if stop then
      local inside = pandoc.Inlines {table.unpack(inlines, position + 1, stop - 1)}
      result:insert(make(translate(chapter, inside), el.text))
      position = stop
    elseif name == 'br' then
      result:insert(pandoc.LineBreak())
    elseif name == 'img' then
      result:insert(image(el.text))
    elseif name then
      book.defect(chapter, el.text, 'raw HTML ' .. el.text, 'Markdown, or a pair of tags in one paragraph')
    elseif not (el.t == 'RawInline' and el.text:match('^<!%-%-')) then
      result:insert(el)
    end
    position = position + 1
  end
  return result
end

local function refuse_tex(chapter, el)
  if el.format == 'tex' then
    local line = el.text:match('[^\n]+')
    book.defect(chapter, line, 'raw TeX ' .. line, 'Markdown, or $ around mathematics')
  end
end

return function(chapter)
  return {
    Inlines = function(inlines) return translate(chapter, inlines) end,
    RawInline = function(el) refuse_tex(chapter, el) end,
    RawBlock = function(el) refuse_tex(chapter, el) end,
  }
end

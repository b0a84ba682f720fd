-- Where links and images lead: to chapters, places in them, files of the project. `links.to` writes
-- the link that a reference becomes, in HTML and in the PDF.

local book = require 'book'
local is_html, raw, quote = book.is_html, book.raw, book.quote
local stringify = pandoc.utils.stringify
local links = {}
local schemes = {http = true, https = true, mailto = true}

function links.relative(chapter, path)
  local from = pandoc.path.directory(chapter.page)
  return from == '.' and path or pandoc.path.make_relative(path, from, true)
end

-- A link to an id of a chapter, or to its title. In print it is text where the id is not.
function links.to(chapter, target, id, content, attr)
  if not is_html then
    local name = target.key .. (id or 'title')
    book.used[name] = true
    return pandoc.Inlines {raw('#book-link(' .. quote(name) .. ')[')} .. content .. {raw(']')}
  end
  local page = target == chapter and '' or links.relative(chapter, target.page)
  return pandoc.Inlines {pandoc.Link(content, page .. (id and '#' .. id or ''), '',
    attr)}
end

local function project_path(chapter, target)
  if target:sub(1, 1) == '/' then return target:sub(2) end
  local parts = pandoc.List {}
  for part in pandoc.path.join({pandoc.path.directory(chapter.path), target}):gmatch('[^/]+') do
    if part == '..' and #parts > 0 and parts[#parts] ~= '..' then parts:remove()
    elseif part ~= '.' then parts:insert(part) end
  end
  return table.concat(parts, '/')
end

-- The same for what is copied into the book, which is the project's; my%20file is "my file".
local function own_file(chapter, target)
  local file = project_path(chapter, (target:gsub('%%(%x%x)', function(code)
    return string.char(tonumber(code, 16))
  end)))
  if file:sub(1, 3) == '../' then
    book.defect(chapter, target, 'link to ' .. target, 'a file of the project')
  end
  return file
end

-- A link's new content or element; nil leaves it as it is.
local function resolve_link(chapter, el)
  local scheme = el.target:match('^(%a[%w+.-]*):')
  if scheme and not schemes[scheme:lower()] then
    book.defect(chapter, el.target, 'link to ' .. el.target, 'https, http, mailto or a file')
  end
  local path, id = el.target:match('^([^#]*)#?(.*)$')
  if el.target:match('^%a[%w+.-]*:') or el.target:match('^//') or el.classes:includes('quarto-xref') then
    return nil
  end
  id = id ~= '' and id or nil
  if path == '' and id and id:match('^ref%-') and book.refs_chapter then
    return links.to(chapter, book.refs_chapter, id, el.content, el.attr)
  end
  if path == '' or path:match('%.qmd$') then
    local other = path == '' and chapter or book.by_path[project_path(chapter, path)]
    if not other then
      book.defect(chapter, el.target, 'link to ' .. el.target, 'a chapter of the book')
      return nil
    end
    if id then
      book.links:insert {chapter = chapter.path, token = el.target, target = other.path, id = id}
    end
    return links.to(chapter, other, id, el.content, el.attr)
  end
  local file = own_file(chapter, path)
  book.files:insert {chapter = chapter.path, token = el.target, path = file}
  if not is_html then return el.content end
  el.target = links.relative(chapter, file) .. (id and '#' .. id or '')
  return el
end

local function encoded(path) return (path:gsub('[ %%]', {[' '] = '%20', ['%'] = '%25'})) end

local function resolve_image(chapter, el)
  if el.src:match('^%a[%w+.-]*:') then
    book.defect(chapter, el.src, 'image ' .. el.src, 'a file of the project')
    return nil
  end
  local file = own_file(chapter, el.src)
  local alt = el.attributes['fig-alt'] or el.attributes.alt or stringify(el.caption)
  book.files:insert {chapter = chapter.path, token = el.src, path = file, image = true}
  if alt == '' then
    book.defect(chapter, el.src, 'image ' .. el.src .. ' has no text alternative', 'fig-alt')
  end
  if is_html then
    el.src, el.attributes['fig-alt'], el.attributes.alt = encoded(links.relative(chapter, file)), nil, alt
    local is_block = el.classes:includes('block-image')
    return is_block and pandoc.Link({el}, el.src, 'Full size', pandoc.Attr('', {'enlarge'})) or el
  end
  local size = ''
  for _, side in ipairs {'width', 'height'} do
    local length = el.attributes[side] and book.length(el.attributes[side])
    if length then size = size .. ', ' .. side .. ': ' .. length
    elseif el.attributes[side] then
      book.defect(chapter, el.src, side .. ' ' .. el.attributes[side], 'one such as 50% or 8cm')
    end
  end
  local place = el.classes:includes('block-image') and 'align(center, image' or 'box(image'
  return raw(('#%s(%s, alt: %s%s))'):format(place, quote('/' .. file), quote(alt), size))
end

-- Links in the HTML of a table are the builder's too.
local function resolve_html(chapter, el)
  if el.format ~= 'html' then return end
  el.text = el.text:gsub('(<a%s[^>]*href=")([^"]*)"', function(start, target)
    local found = resolve_link(chapter, pandoc.Link({}, target))
    if not found then return nil end
    return start .. (found.target or found[1].target) .. '"'
  end)
  return el
end

function links.rules(chapter)
  return {
    Link = function(el) return resolve_link(chapter, el) end,
    Image = function(el) return resolve_image(chapter, el) end,
    RawBlock = is_html and function(el) return resolve_html(chapter, el) end or nil,
  }
end

return links

-- Turns assembled chapters into HTML fragments or one Typst text.
-- Run as `pandoc lua book.lua job.json result.json`, in the project's folder.

local stringify, json = pandoc.utils.stringify, pandoc.json

local function read_file(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('a')
  file:close()
  return text
end

local job = json.decode(read_file(arg[1]), false)
local is_html = job.format == 'html'
local defects = pandoc.List{}
local chapters = job.chapters
local targets = {}   -- id -> {chapter =, prefix =, number =} of figures, tables and sections
local used = {}      -- PDF labels that something links to
local ref_types = {fig = 'Figure', tbl = 'Table', sec = 'Section'}

local function defect(chapter, token, what)
  defects:insert {chapter = chapter.path, token = token, what = what}
end

local function raw(text) return pandoc.RawInline(job.format, text) end
local function raw_block(text) return pandoc.RawBlock(job.format, text) end
local function wrapped(open, inlines, close)
  return pandoc.Plain(pandoc.Inlines{raw(open)} .. inlines .. pandoc.Inlines{raw(close)})
end
local function quote(text) return '"' .. text:gsub('["\\]', '\\%0') .. '"' end
local function escape_html(text)
  return (text:gsub('[&<>"]', {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;'}))
end
local function label(chapter, id) return chapter.key .. '.' .. id end

local function markdown_inlines(text)
  return pandoc.utils.blocks_to_inlines(pandoc.read(text, 'markdown').blocks)
end

local function to_html(blocks)
  return pandoc.write(pandoc.Pandoc(blocks), 'html',
    pandoc.WriterOptions {html_math_method = 'mathml', wrap_text = 'none'})
end

-- An inline text that may stand in a list of contents: no links, notes or ids.
local function contents_inlines(inlines)
  return pandoc.Inlines(inlines):walk {
    Note = function() return {} end,
    Link = function(el) return el.content end,
    Cite = function(el) return el.content end,
    Span = function(el) el.identifier = ''; return el end,
  }
end

-- Conditional content ------------------------------------------------------

local function is_visible(el)
  local visible = el.classes:includes('content-visible')
  if not visible and not el.classes:includes('content-hidden') then return nil end
  local when, unless = el.attributes['when-format'], el.attributes['unless-format']
  local met = (not when or when == job.format) and (not unless or unless ~= job.format)
  return met == visible
end

local function unwrap(el)
  local visible = is_visible(el)
  if visible == nil then return nil end
  return visible and el.content or {}
end

local conditional = {
  Div = unwrap,
  Span = unwrap,
  CodeBlock = function(el) if is_visible(el) == false then return {} end end,
}

-- Numbers, figures, tables and callouts ------------------------------------

local function add_target(chapter, id, prefix, number)
  if targets[id] then
    defect(chapter, id, id .. ' is also in ' .. targets[id].chapter.path .. '; expected another id')
  end
  targets[id] = {chapter = chapter, prefix = prefix, number = number}
end

local function number_heading(chapter, el)
  local counts = chapter.counts
  if el.classes:includes('unnumbered') then
    if el.level == 1 then chapter.counts = nil end
    return
  end
  if not counts then return end
  local level = el.level
  for deeper = level + 1, 6 do counts[deeper] = 0 end
  if level > 1 then counts[level] = (counts[level] or 0) + 1 end
  local number = chapter.number
  for depth = 2, level do number = number .. '.' .. (counts[depth] or 0) end
  local prefix = level > 1 and 'Section' or chapter.appendix and 'Appendix' or 'Chapter'
  if el.identifier:match('^sec%-') then add_target(chapter, el.identifier, prefix, number) end
  if job.number_sections and chapter.number_sections and level <= job.number_depth then
    el.attributes.number = number
  end
end

local function make_float(chapter, id, caption, body)
  local kind = id:match('^%a+')
  chapter[kind] = (chapter[kind] or 0) + 1
  local number = tostring(chapter[kind])
  if chapter.counts then number = chapter.number .. '.' .. number end
  local prefix = ref_types[kind]
  add_target(chapter, id, prefix, number)
  local title = prefix .. '\u{a0}' .. number
  local text = pandoc.Inlines{pandoc.Str(title .. ':'), pandoc.Space()} .. caption
  local parts = pandoc.Blocks{}
  if is_html then
    local head = wrapped('<figcaption>', text, '</figcaption>')
    if kind == 'tbl' then
      body = {pandoc.Div(body, pandoc.Attr('', {'table-frame'},
        {role = 'region', tabindex = '0', ['aria-label'] = stringify(text)}))}
      parts:insert(head)
    end
    parts:extend(body)
    if kind == 'fig' then parts:insert(head) end
    parts:insert(1, raw_block(('<figure id="%s" class="float float-%s">'):format(id, kind)))
    parts:insert(raw_block('</figure>'))
  else
    parts:insert(wrapped(('#book-%s(%s)['):format(kind, quote(label(chapter, id))), text, ']['))
    parts:extend(body)
    parts:insert(raw_block(']'))
  end
  return pandoc.Div(parts, pandoc.Attr('', {'book-float'}))
end

local function is_float_id(id) return id:match('^fig%-') or id:match('^tbl%-') end

local function cell_image(el)
  local attributes = {}
  if el.attributes.align ~= 'default' then attributes.align = el.attributes.align end
  return pandoc.Plain {pandoc.Image({pandoc.Str(el.attributes.alt)}, el.attributes.src, '',
    pandoc.Attr('', {'cell-image'}, attributes))}
end

local callout_titles = {note = 'Note', tip = 'Tip', warning = 'Warning',
                        important = 'Important', caution = 'Caution'}

local function callout(chapter, el, kind)
  if not callout_titles[kind] then
    defect(chapter, '.callout-' .. kind, 'callout-' .. kind .. ' is not supported; expected note, '
      .. 'tip, warning, important or caution')
    return
  end
  local title = pandoc.Inlines{pandoc.Str(callout_titles[kind])}
  local content = el.content
  if el.attributes.title then
    title = markdown_inlines(el.attributes.title)
  elseif content[1] and content[1].t == 'Header' then
    title = content[1].content
    content:remove(1)
  end
  local open, close
  if not is_html then
    open, close = wrapped('#callout("' .. kind .. '", [', title, '])['), raw_block(']')
  elseif el.attributes.collapse then
    local state = el.attributes.collapse == 'true' and '' or ' open'
    open = wrapped(('<details class="callout callout-%s"%s><summary class="callout-title">')
      :format(kind, state), title, '</summary>')
    close = raw_block('</details>')
  else
    open = wrapped(('<aside class="callout callout-%s"><p class="callout-title">'):format(kind),
      title, '</p>')
    close = raw_block('</aside>')
  end
  local blocks = pandoc.Blocks{open} .. content
  blocks:insert(close)
  return pandoc.Div(blocks, pandoc.Attr(el.identifier, {'book-callout'}))
end

local function caption_inlines(blocks) return pandoc.utils.blocks_to_inlines(blocks) end

local function structure(chapter)
  return {
    traverse = 'topdown',
    Header = function(el) number_heading(chapter, el); return el end,
    Div = function(el)
      if el.classes:includes('cell-image') then return cell_image(el) end
      if el.classes:includes('landscape') and not is_html then
        el.content:insert(1, raw_block('#page(flipped: true)['))
        el.content:insert(raw_block(']'))
        return el
      end
      for _, class in ipairs(el.classes) do
        local kind = class:match('^callout%-(%a+)$')
        if kind then return callout(chapter, el, kind) end
      end
      if not is_float_id(el.identifier) then return end
      local body, caption = el.content, pandoc.Inlines{}
      local last = body[#body]
      if last and (last.t == 'Para' or last.t == 'Div' and last.classes:includes('cell-caption')) then
        caption = last.t == 'Para' and last.content or caption_inlines(last.content)
        body:remove()
      else
        defect(chapter, '#' .. el.identifier, el.identifier .. ' has no caption; expected one as '
          .. 'its last paragraph')
      end
      return make_float(chapter, el.identifier, caption, body)
    end,
    Figure = function(el)
      local image
      el.content:walk {Image = function(img) image = img end}
      if image then image.classes:insert('figure-image') end
      if is_float_id(el.identifier) then
        return make_float(chapter, el.identifier, caption_inlines(el.caption.long), el.content)
      end
    end,
    Table = function(el)
      if not is_float_id(el.identifier) then return end
      local id, caption = el.identifier, caption_inlines(el.caption.long)
      el.identifier, el.caption = '', {long = {}}
      return make_float(chapter, id, caption, {el})
    end,
  }
end

-- References ---------------------------------------------------------------

local function number_chapters()
  local number, letter = 0, 64
  for index, chapter in ipairs(chapters) do
    chapter.key = 'c' .. index
    chapter.blocks = pandoc.read(chapter.text, 'markdown').blocks
    chapter.blocks = chapter.blocks:walk(conditional)
    local title
    chapter.blocks:walk {Header = function(el) if el.level == 1 then title = title or el end end}
    chapter.is_empty = title == nil
    if title and not title.classes:includes('unnumbered') then
      if chapter.appendix then
        letter = letter + 1
        chapter.number = string.char(letter)
      else
        number = number + 1
        chapter.number = tostring(number)
      end
      chapter.counts = {}
    end
    chapter.blocks = chapter.blocks:walk(structure(chapter))
  end
end

local function relative(chapter, target)
  local from = pandoc.path.directory(chapter.page)
  return from == '.' and target or pandoc.path.make_relative(target, from, true)
end

-- A link to an id of a chapter: an href, or a PDF link that is text where the id is not.
local function link_to(chapter, target, id, content, class)
  if is_html then
    local file = target == chapter and '' or relative(chapter, target.page)
    return pandoc.Inlines{pandoc.Link(content, file .. (id and '#' .. id or ''), '',
      pandoc.Attr('', class))}
  end
  local name = label(target, id or 'title')
  used[name] = true
  return pandoc.Inlines{raw('#book-link(' .. quote(name) .. ')[')} .. content .. {raw(']')}
end

local function crossref(chapter, citation, position)
  local id = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  local found = targets[id]
  if not found then
    defect(chapter, '@' .. citation.id, '@' .. citation.id .. ' refers to nothing; expected the id '
      .. 'of a figure, table or section')
    return pandoc.Inlines{}
  end
  local text = pandoc.Inlines(position > 1 and {pandoc.Str(','), pandoc.Space()} or {})
  local content = pandoc.Inlines{}
  if #citation.prefix > 0 then
    content = citation.prefix .. {pandoc.Str('\u{a0}')}
  elseif citation.mode ~= 'SuppressAuthor' then
    content = pandoc.Inlines{pandoc.Str(found.prefix .. '\u{a0}')}
  end
  content:insert(pandoc.Str(found.number))
  return text .. link_to(chapter, found.chapter, id, content, {'quarto-xref'})
end

local function resolve_crossrefs(chapter)
  chapter.blocks = chapter.blocks:walk {
    Cite = function(el)
      local refs, count = pandoc.Inlines{}, 0
      for position, citation in ipairs(el.citations) do
        if ref_types[(citation.id:match('^(%a+)%-') or ''):lower()] then
          count = count + 1
          refs:extend(crossref(chapter, citation, position))
        end
      end
      if count == 0 then return end
      if count < #el.citations then
        defect(chapter, '@' .. el.citations[1].id, 'a citation and a cross-reference in one '
          .. 'bracket; expected two brackets')
      end
      return refs
    end,
  }
end

local function cited_keys()
  local keys = pandoc.List{}
  for _, chapter in ipairs(chapters) do
    chapter.blocks:walk {Cite = function(el)
      for _, citation in ipairs(el.citations) do keys:insert {chapter, citation.id} end
    end}
  end
  return keys
end

local function contains_refs(blocks)
  local found = false
  blocks:walk {Div = function(el) found = found or el.identifier == 'refs' end}
  return found
end

local function cite()
  local keys = cited_keys()
  if #keys == 0 then return end
  local doc = pandoc.Pandoc({}, job.meta)
  for _, chapter in ipairs(chapters) do
    doc.blocks:insert(pandoc.Div(chapter.blocks))
    if contains_refs(chapter.blocks) then job.refs_chapter = chapter end
  end
  local known = {}
  for _, reference in ipairs(pandoc.utils.references(doc)) do known[reference.id] = true end
  local missing = false
  for _, key in ipairs(keys) do
    if not known[key[2]] then
      missing = true
      defect(key[1], '@' .. key[2], '@' .. key[2] .. ' is not in the bibliography; expected a key of it')
    end
  end
  if missing then return end
  if is_html and not job.refs_chapter then
    defect(keys[1][1], '@' .. keys[1][2], 'citations, but no chapter has ::: {#refs}; expected one')
  end
  doc = pandoc.utils.citeproc(doc)
  for index, chapter in ipairs(chapters) do
    chapter.blocks = doc.blocks[index].content:walk {Cite = function(el) return el.content end}
  end
  if not job.refs_chapter then  -- citeproc has put the list last
    job.refs_chapter = {key = 'refs', path = 'references', page = 'references', blocks = pandoc.Blocks{
      pandoc.Header(1, 'References', pandoc.Attr('', {'unnumbered'})), doc.blocks[#doc.blocks]}}
    chapters[#chapters + 1] = job.refs_chapter
  end
end

-- Links and files ----------------------------------------------------------

local by_path = {}

local function normal_path(chapter, target)
  if target:sub(1, 1) == '/' then return target:sub(2) end
  local path = pandoc.path.join {pandoc.path.directory(chapter.path), target}
  local parts = pandoc.List{}
  for part in path:gmatch('[^/]+') do
    if part == '..' and #parts > 0 and parts[#parts] ~= '..' then parts:remove()
    elseif part ~= '.' then parts:insert(part) end
  end
  return table.concat(parts, '/')
end

local files, links = pandoc.List{}, pandoc.List{}

local function resolve_link(chapter, el)
  local target = el.target
  if target:match('^%a[%w+.-]*:') or target:match('^//') or el.classes:includes('quarto-xref') then
    return nil
  end
  local path, id = target:match('^([^#]*)#?(.*)$')
  id = id ~= '' and id or nil
  if path == '' and id and id:match('^ref%-') and job.refs_chapter then
    return link_to(chapter, job.refs_chapter, id, el.content, el.classes)
  end
  if path == '' or path:match('%.qmd$') then
    local other = path == '' and chapter or by_path[normal_path(chapter, path)]
    if not other then
      defect(chapter, target, 'link to ' .. target .. '; expected a chapter of the book')
      return el.content
    end
    if id then links:insert {chapter = chapter.path, token = target, target = other.path, id = id} end
    return link_to(chapter, other, id, el.content, el.classes)
  end
  local file = normal_path(chapter, path)
  files:insert {chapter = chapter.path, token = target, path = file}
  if not is_html then return el.content end
  el.target = relative(chapter, file) .. (id and '#' .. id or '')
  return el
end

local function resolve_image(chapter, el)
  if el.src:match('^%a[%w+.-]*:') then
    defect(chapter, el.src, 'image ' .. el.src .. '; expected a file of the project')
    return
  end
  local file = normal_path(chapter, el.src)
  files:insert {chapter = chapter.path, token = el.src, path = file, image = true}
  if is_html then
    el.src = relative(chapter, file)
    el.attributes['alt'] = el.attributes['fig-alt'] or el.attributes['alt']
    el.attributes['fig-alt'] = nil
    return el
  end
  local alt = el.attributes['fig-alt'] or el.attributes.alt or stringify(el.caption)
  if alt == '' then
    defect(chapter, el.src, 'image without a text alternative; expected fig-alt')
  end
  local width = el.attributes.width and ', width: ' .. el.attributes.width:gsub('px$', 'pt') or ''
  local block = el.classes:includes('cell-image') or el.classes:includes('figure-image')
  return raw(('#%s(image(%s, alt: %s%s))'):format(block and 'book-image' or 'box',
    quote('/' .. file), quote(alt), width))
end

local function resolve_links(chapter)
  chapter.blocks = chapter.blocks:walk {
    Link = function(el) return resolve_link(chapter, el) end,
    Image = function(el) return resolve_image(chapter, el) end,
  }
end

-- HTML ---------------------------------------------------------------------

local function frame(block)
  return pandoc.Div({block}, pandoc.Attr('', {'table-frame'},
    {role = 'region', tabindex = '0', ['aria-label'] = 'Table'}))
end

local function html_blocks(chapter) return {
  traverse = 'topdown',
  Div = function(el)
    if el.classes:includes('table-frame') then return el, false end
  end,
  Table = frame,
  RawBlock = function(el)
    if el.format == 'html' and el.text:match('<table') then return frame(el) end
  end,
  CodeBlock = function(el)
    local summary = el.attributes['code-fold']
    if not summary then return end
    el.attributes['code-fold'] = nil
    return {raw_block('<details class="code-fold"><summary>' .. escape_html(summary) .. '</summary>'),
      el, raw_block('</details>')}
  end,
  Header = function(el)
    local number = el.attributes.number
    if not number then return end
    el.attributes.number = nil
    local class = el.level == 1 and 'chapter-number' or 'header-section-number'
    local span = pandoc.Span(number, pandoc.Attr('', {class}))
    local before = pandoc.Inlines{span, pandoc.Space()}
    if el.level == 1 and chapter.appendix then
      span.classes = {'appendix-number'}
      before = pandoc.Inlines{pandoc.Str('Appendix '), span, pandoc.Str(' — ')}
    end
    el.content = before .. el.content
    return el
  end,
} end

-- Our own divs have done their work: what is in them goes in their place.
local unwrap_own = {
  Div = function(el)
    if el.identifier == '' and (el.classes:includes('book-float') or el.classes:includes('book-callout')) then
      return el.content
    end
  end,
}

local function render_html(chapter)
  local blocks = chapter.blocks:walk(html_blocks(chapter)):walk(unwrap_own)
  chapter.sections = pandoc.List{}
  blocks:walk {Header = function(el)
    local inlines = contents_inlines(el.content)
    chapter.sections:insert {level = el.level, id = el.identifier,
      html = to_html {pandoc.Plain(inlines)}, text = stringify(inlines)}
  end}
  chapter.output = to_html(blocks)
end

-- Typst --------------------------------------------------------------------

local function typst(blocks) return pandoc.write(pandoc.Pandoc(blocks), 'typst',
  pandoc.WriterOptions {wrap_text = 'none', highlight_method = 'idiomatic'}) end

local function anchor(chapter, id)
  local name = label(chapter, id)
  return used[name] and raw('#book-anchor(' .. quote(name) .. ')') or nil
end

-- Tables made as HTML, by Great Tables above all, say with classes and styles what pandoc's
-- tables say otherwise.
local function styled(el)
  local style = el.attributes.style or ''
  local content = el.content
  if el.classes:includes('gt_footnote_marks') then return {pandoc.Superscript(content)} end
  if style:match('font%-weight:%s*bold') then content = {pandoc.Strong(content)} end
  if style:match('font%-style:%s*italic') then content = {pandoc.Emph(content)} end
  return content
end

local function map_cell(cell, wrap)
  for _, block in ipairs(cell.contents) do
    if block.content and (block.t == 'Plain' or block.t == 'Para') and #block.content > 0 then
      block.content = wrap(block.content)
    end
  end
end

local alignments = {left = 'AlignLeft', center = 'AlignCenter', right = 'AlignRight'}

local function finish_cell(chapter, row, cell, header)
  for name, alignment in pairs(alignments) do
    if cell.classes:includes('gt_' .. name) then cell.alignment = alignment end
  end
  local style = cell.attributes.style or ''
  local aligned = style:match('text%-align:%s*(%a+)')
  if alignments[aligned or ''] then cell.alignment = alignments[aligned] end
  local bold = style:match('font%-weight:%s*bold') or row.classes:includes('gt_group_heading_row')
    or row.classes:includes('gt_summary_row') or header
  if bold then map_cell(cell, function(c) return {pandoc.Strong(c)} end) end
  if style:match('font%-style:%s*italic') then map_cell(cell, function(c) return {pandoc.Emph(c)} end) end
  for _, class in ipairs(cell.classes) do
    local indent = class:match('^gt_indent_(%d)$')
    if indent then
      map_cell(cell, function(c)
        return pandoc.Inlines{raw(('#h(%.1fem)'):format(tonumber(indent) * 0.5))} .. c
      end)
    end
  end
  for _, id in ipairs {row.identifier, cell.identifier} do
    local mark = id ~= '' and anchor(chapter, id)
    if mark then
      if #cell.contents == 0 then cell.contents = {pandoc.Plain {}} end
      map_cell(cell, function(c) return pandoc.Inlines{mark} .. c end)
    end
  end
  row.identifier = ''
  local attributes = {}
  if header and cell.col_span > 1 then attributes['typst:stroke'] = '(bottom: 0.4pt)' end
  cell.attr = pandoc.Attr('', {}, attributes)
end

local function notes_of(rows)
  local notes = pandoc.Blocks{}
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      notes:insert(wrapped('#table-note[', pandoc.utils.blocks_to_inlines(cell.contents), ']'))
    end
  end
  return notes
end

local function typst_table(chapter, el)
  local before, head = pandoc.Blocks{}, pandoc.List{}
  for _, row in ipairs(el.head.rows) do
    if row.classes:includes('gt_heading') then
      for _, cell in ipairs(row.cells) do
        before:insert(wrapped('#table-title[', pandoc.utils.blocks_to_inlines(cell.contents), ']'))
      end
    else
      for _, cell in ipairs(row.cells) do finish_cell(chapter, row, cell, true) end
      head:insert(row)
    end
  end
  el.head.rows = head
  local bodies = el.bodies
  for _, body in ipairs(bodies) do
    local rows = pandoc.List(body.head) .. body.body
    for _, row in ipairs(rows) do
      for _, cell in ipairs(row.cells) do finish_cell(chapter, row, cell, false) end
    end
    body.head, body.body, body.row_head_columns = {}, rows, 0
  end
  el.bodies = bodies
  local notes = notes_of(el.foot.rows)
  el.foot = pandoc.TableFoot {}
  local blocks = before .. {raw_block('#book-table['), el, raw_block(']')} .. notes
  return blocks
end

local function html_table(chapter, el)
  if el.format ~= 'html' then return end
  if not el.text:match('<table') then return {} end
  local blocks = pandoc.read(el.text, 'html').blocks
  return blocks:walk {
    RawInline = function() return {} end,
    RawBlock = function() return {} end,
    Span = styled,
    Div = function(div) return div.content end,
  }:walk {Table = function(table_) return typst_table(chapter, table_) end}
end

local function render_typst(chapter)
  local with_anchor = function(el)
    local mark = el.identifier ~= '' and anchor(chapter, el.identifier)
    local inline = el.t == 'Span'
    if mark then el.content:insert(1, inline and mark or pandoc.Plain {mark}) end
    el.identifier, el.classes, el.attributes = '', {}, {}
    return inline and el.content or nil
  end
  chapter.blocks = chapter.blocks:walk {
    traverse = 'topdown',
    Table = function(el) return typst_table(chapter, el), false end,
    RawBlock = function(el) return html_table(chapter, el) end,
  }
  chapter.blocks = chapter.blocks:walk {
    Span = with_anchor,
    Div = function(el)
      if el.classes:includes('csl-entry') then
        local mark = anchor(chapter, el.identifier)
        return {raw_block('#reference['), pandoc.Plain(pandoc.Inlines{mark} .. caption_inlines(el.content)), raw_block(']')}
      end
      local mark = el.identifier ~= '' and anchor(chapter, el.identifier)
      if mark then el.content:insert(1, pandoc.Plain {mark}) end
      return el.content
    end,
    Math = function(el)
      local text = typst {pandoc.Plain {el}}:gsub('%s+$', '')
      return raw(('#[#set math.equation(alt: %s);%s]'):format(quote(el.text), text))
    end,
    Header = function(el)
      local marks = pandoc.Inlines{}
      local ids = el.level == 1 and {'title', el.identifier} or {el.identifier}
      for _, id in ipairs(ids) do
        local mark = id ~= '' and anchor(chapter, id)
        if mark then marks:insert(mark) end
      end
      local number = el.attributes.number and quote(el.attributes.number) or 'none'
      return pandoc.Plain(marks .. {raw(('#book-heading(%d, %s, %s)['):format(el.level, number,
        tostring(chapter.appendix or false)))} .. el.content .. {raw(']')})
    end,
    CodeBlock = function(el)
      el.attributes['code-fold'] = nil
      if el.classes:includes('cell-output') then el.classes = {} end
      return el
    end,
  }
  chapter.output = typst(chapter.blocks)
end

-- --------------------------------------------------------------------------

number_chapters()
for _, chapter in ipairs(chapters) do
  by_path[chapter.path] = chapter
  resolve_crossrefs(chapter)
end
cite()
for _, chapter in ipairs(chapters) do resolve_links(chapter) end

local result = {defects = defects, files = files, links = links, chapters = pandoc.List{}}
for _, chapter in ipairs(chapters) do
  if is_html then render_html(chapter) else render_typst(chapter) end
  result.chapters:insert {path = chapter.path, output = chapter.output, sections = chapter.sections,
    number = chapter.number, is_empty = chapter.is_empty}
end
local out = assert(io.open(arg[2], 'wb'))
out:write(json.encode(result))
out:close()

-- Turns assembled chapters into HTML fragments or Typst texts.
-- Run as `pandoc lua book.lua job.json result.json`, in the project's folder.

local stringify, to_inlines = pandoc.utils.stringify, pandoc.utils.blocks_to_inlines
local question = assert(io.open(arg[1], 'rb'))
local job = pandoc.json.decode(question:read('a'), false)
question:close()

local is_html, chapters = job.format == 'html', job.chapters
local defects, files, links = pandoc.List {}, pandoc.List {}, pandoc.List {}
local targets = {}     -- id -> {chapter =, prefix =, number =} of figures, tables and sections
local by_path, used = {}, {}  -- chapters; names that something in the PDF links to
local refs_chapter     -- the chapter with the list of references
local prefixes = {fig = 'Figure', tbl = 'Table', sec = 'Section'}

local function defect(chapter, token, what)
  defects:insert {chapter = chapter.path, token = token, what = what}
end
local function raw(text) return pandoc.RawInline(job.format, text) end
local function raw_block(text) return pandoc.RawBlock(job.format, text) end
local function around(open, inlines, close)
  return pandoc.Plain(pandoc.Inlines {raw(open)} .. pandoc.Inlines(inlines) .. {raw(close)})
end
local function quote(text) return '"' .. text:gsub('["\\]', '\\%0') .. '"' end
local function write(blocks)
  return pandoc.write(pandoc.Pandoc(blocks), job.format, pandoc.WriterOptions {
    html_math_method = 'mathml', wrap_text = 'none',
    highlight_method = not is_html and 'idiomatic' or nil})
end

-- Reading -----------------------------------------------------------------------

-- A text read before comes from its JSON, which takes a fifteenth of the time.
local parsed = {}
local function read(text, format)
  local name = pandoc.utils.sha1(table.concat({tostring(PANDOC_VERSION), format, text}, ' '))
  local file = io.open(pandoc.path.join {job.kept, name .. '.ast'}, 'rb')
  local kept = file and file:read('a')
  if file then file:close() end
  local fine, doc = pcall(pandoc.read, kept or '', 'json')
  if not fine then
    doc = pandoc.read(text, format)
    kept = nil
  end
  parsed[name .. '.ast'] = kept and '' or pandoc.write(doc, 'json')
  return doc.blocks
end

-- Conditional content --------------------------------------------------------

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

-- HTML for print: tables become native ones, the rest goes ---------------------

local native = {
  RawBlock = function(el)
    if el.format ~= 'html' then return end
    local blocks = el.text:match('<table') and read(el.text, 'html') or pandoc.Blocks {}
    return blocks:walk {
      RawInline = function() return {} end,
      RawBlock = function() return {} end,
      Div = function(div) return div.content end,
    }
  end,
}

-- Numbers, figures, tables and callouts ----------------------------------------

local function add_target(chapter, id, prefix, number)
  if targets[id] then
    defect(chapter, id, id .. ' is also in ' .. targets[id].chapter.path .. '; expected another id')
  end
  targets[id] = {chapter = chapter, prefix = prefix, number = number}
end

local function number_heading(chapter, el)
  if el.classes:includes('unnumbered') or not chapter.number then return end
  local counts, number = chapter.counts, chapter.number
  for deeper = el.level + 1, 6 do counts[deeper] = 0 end
  if el.level > 1 then counts[el.level] = (counts[el.level] or 0) + 1 end
  for depth = 2, el.level do number = number .. '.' .. (counts[depth] or 0) end
  if el.identifier:match('^sec%-') then
    local chapter_prefix = chapter.appendix and 'Appendix' or 'Chapter'
    add_target(chapter, el.identifier, el.level > 1 and 'Section' or chapter_prefix, number)
  end
  if chapter.number_sections and el.level <= job.number_depth then el.attributes.number = number end
end

-- A figure or table with its caption; one without an id has no number.
local function float(chapter, id, kind, caption, body)
  caption = to_inlines(caption)
  if id ~= '' then
    chapter[kind] = (chapter[kind] or 0) + 1
    local number = (chapter.number and chapter.number .. '.' or '') .. chapter[kind]
    add_target(chapter, id, prefixes[kind], number)
    local title = prefixes[kind] .. '\u{a0}' .. number .. ':'
    caption = pandoc.Inlines {pandoc.Str(title), pandoc.Space()} .. caption
  end
  local parts = pandoc.Blocks(body)
  if not is_html then
    local name = id ~= '' and quote(chapter.key .. id) or 'none'
    parts:insert(1, around(('#book-float(%s, "%s")['):format(name, kind), caption, ']['))
    parts:insert(raw_block(']'))
    return parts
  end
  local head = around('<figcaption>', caption, '</figcaption>')
  if kind == 'tbl' then
    parts = pandoc.Blocks {head, pandoc.Div(parts, pandoc.Attr('', {'table-frame'},
      {{'role', 'region'}, {'tabindex', '0'}, {'aria-label', stringify(caption)}}))}
  else
    parts:insert(head)
  end
  parts:insert(1, raw_block(('<figure%s class="float float-%s">')
    :format(id ~= '' and ' id="' .. id .. '"' or '', kind)))
  parts:insert(raw_block('</figure>'))
  return parts
end

local titles = {note = 'Note', tip = 'Tip', warning = 'Warning', important = 'Important',
                caution = 'Caution'}

local function callout(chapter, el, kind)
  if not titles[kind] then
    defect(chapter, '.callout-' .. kind, 'callout-' .. kind .. ' is not supported; expected note, '
      .. 'tip, warning, important or caution')
    return
  end
  local title, first = pandoc.Inlines {titles[kind]}, el.content[1]
  if el.attributes.title then
    title = to_inlines(pandoc.read(el.attributes.title, 'markdown').blocks)
  elseif first and first.t == 'Header' then
    title = first.content
    el.content:remove(1)
  end
  local folded, head, close = el.attributes.collapse, nil, nil
  if not is_html then
    head, close = around('#callout("' .. kind .. '", [', title, '])['), ']'
  elseif folded then
    head = around(('<details class="callout callout-%s"%s><summary class="callout-title">')
      :format(kind, folded == 'true' and '' or ' open'), title, '</summary>')
    close = '</details>'
  else
    head = around('<aside class="callout callout-' .. kind .. '"><p class="callout-title">',
      title, '</p>')
    close = '</aside>'
  end
  el.content:insert(1, head)
  el.content:insert(raw_block(close))
  el.classes, el.attributes = {}, {}
  return el
end

local function float_div(chapter, el)
  local last = el.content[#el.content]
  local is_caption = last and (last.t == 'Para' or last.t == 'Div' and last.classes:includes('cell-caption'))
  if not is_caption then
    defect(chapter, '#' .. el.identifier, el.identifier .. ' has no caption; expected one as its '
      .. 'last paragraph')
    return
  end
  el.content:remove()
  local caption = last.t == 'Para' and {last} or last.content
  return pandoc.Div(float(chapter, el.identifier, el.identifier:sub(1, 3), caption, el.content))
end

local function cell_image(el)
  return pandoc.Plain {pandoc.Image({el.attributes.alt}, el.attributes.src, '',
    pandoc.Attr('', {'block-image', 'align-' .. el.attributes.align}))}
end

local function is_float(id) return id:match('^fig%-.') or id:match('^tbl%-.') end

local function structure(chapter)
  return {
    traverse = 'topdown',
    Header = function(el)
      number_heading(chapter, el)
      el.content:walk {RawInline = function(raw_text)
        defect(chapter, raw_text.text, 'raw ' .. raw_text.format .. ' in a heading; expected text')
      end}
      return el
    end,
    Div = function(el)
      if el.classes:includes('cell-image') then return cell_image(el) end
      if el.classes:includes('landscape') and not is_html then
        el.content:insert(1, raw_block('#page(flipped: true)['))
        el.content:insert(raw_block(']'))
        return el
      end
      local kind = table.concat(el.classes, ' '):match('callout%-(%a+)')
      if kind then return callout(chapter, el, kind) end
      if is_float(el.identifier) then return float_div(chapter, el) end
    end,
    Figure = function(el)
      local body = el.content:walk {Image = function(image)
        image.classes:insert('block-image')
        return image
      end}
      return pandoc.Div(float(chapter, is_float(el.identifier) and el.identifier or '', 'fig',
        el.caption.long, body))
    end,
    Table = function(el)
      local id, caption = is_float(el.identifier) and el.identifier or '', el.caption.long
      if id == '' and #caption == 0 then return end
      el.identifier, el.caption = '', {long = {}}
      return pandoc.Div(float(chapter, id, 'tbl', caption, {el}))
    end,
  }
end

local function read_chapters()
  local counts = {[true] = 64, [false] = 0}
  for index, chapter in ipairs(chapters) do
    chapter.key, chapter.counts = 'c' .. index .. '.', {}
    by_path[chapter.path] = chapter
    local blocks = read(chapter.text, 'markdown'):walk(conditional)
    local title
    blocks:walk {Header = function(el) title = title or el.level == 1 and el end}
    chapter.is_empty = not title
    if is_html and not title then
      defect(chapter, '# ', 'the title is no heading; expected a blank line before it, and text')
    end
    if title and not title.classes:includes('unnumbered') then
      local count = counts[chapter.appendix] + 1
      counts[chapter.appendix] = count
      chapter.number = chapter.appendix and string.char(count) or tostring(count)
    end
    if not is_html then blocks = blocks:walk(native) end
    chapter.blocks = blocks:walk(structure(chapter))
  end
end

-- Links, cross-references and citations ------------------------------------------

local function relative(chapter, path)
  local from = pandoc.path.directory(chapter.page)
  return from == '.' and path or pandoc.path.make_relative(path, from, true)
end

-- A link to an id of a chapter, or to its title. In print it is text where the id is not.
local function link_to(chapter, target, id, content, attr)
  if not is_html then
    local name = target.key .. (id or 'title')
    used[name] = true
    local look = attr and attr.classes:includes('claim') and ', quiet: true' or ''
    return pandoc.Inlines {raw('#book-link(' .. quote(name) .. look .. ')[')} .. content .. {raw(']')}
  end
  local page = target == chapter and '' or relative(chapter, target.page)
  return pandoc.Inlines {pandoc.Link(content, page .. (id and '#' .. id or ''), '',
    attr)}
end

local function is_crossref(id) return prefixes[(id:match('^(%a+)%-') or ''):lower()] end

local function crossref(chapter, citation)
  local id = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  local target = targets[id]
  if not target then
    defect(chapter, '@' .. citation.id, '@' .. citation.id .. ' refers to nothing; expected the id '
      .. 'of a numbered figure, table or section')
    return {}
  end
  local content = pandoc.Inlines {target.number}
  if #citation.prefix > 0 then
    content = citation.prefix .. {'\u{a0}'} .. content
  elseif citation.mode ~= 'SuppressAuthor' then
    content = pandoc.Inlines {target.prefix .. '\u{a0}' .. target.number}
  end
  return link_to(chapter, target.chapter, id, content, pandoc.Attr('', {'quarto-xref'}))
end

local function resolve_crossrefs(chapter)
  return {Cite = function(el)
    local citations = el.citations
    local refs = citations:filter(function(citation) return is_crossref(citation.id) end)
    if #refs == 0 then return end
    if #refs < #citations then
      defect(chapter, '@' .. refs[1].id, 'a citation and a cross-reference in one bracket; '
        .. 'expected two brackets')
    end
    local result = pandoc.Inlines {}
    for position, citation in ipairs(refs) do
      if position > 1 then result:extend {pandoc.Str(','), pandoc.Space()} end
      result:extend(crossref(chapter, citation))
    end
    return result
  end}
end

-- Chapters are cited together, so that years and numbers are the whole book's.
local function cite()
  local doc, cited, known, missing = pandoc.Pandoc({}, job.meta), pandoc.List {}, {}, false
  local places = pandoc.List {}  -- where the blocks of doc are from
  for _, chapter in ipairs(chapters) do
    chapter.blocks = chapter.blocks:walk(resolve_crossrefs(chapter))
    for position, block in ipairs(chapter.blocks) do
      local concerned = false
      pandoc.Blocks({block}):walk {
        Cite = function(el)
          concerned = true
          for _, citation in ipairs(el.citations) do cited:insert {chapter, citation.id} end
        end,
        Div = function(el)
          if el.identifier == 'refs' then concerned, refs_chapter = true, chapter end
        end,
      }
      if concerned then
        doc.blocks:insert(block)
        places:insert {chapter = chapter, position = position}
      end
    end
  end
  if #cited == 0 then return end
  for _, reference in ipairs(pandoc.utils.references(doc)) do known[reference.id] = true end
  for _, pair in ipairs(cited) do
    local key = '@' .. pair[2]
    if not known[pair[2]] then
      missing = true
      defect(pair[1], key, key .. ' is not in the bibliography; expected a key of it')
    elseif is_html and not refs_chapter then
      defect(pair[1], key, 'a citation, but no chapter has ::: {#refs}; expected one')
    end
  end
  if missing then return end
  doc = pandoc.utils.citeproc(doc)
  for index, place in ipairs(places) do
    place.chapter.blocks[place.position] = pandoc.Div(
      pandoc.Blocks({doc.blocks[index]}):walk {Cite = function(el) return el.content end})
  end
  if not refs_chapter then  -- citeproc has put the list last
    local title = pandoc.Header(1, 'References', pandoc.Attr('', {'unnumbered'}))
    refs_chapter = {key = 'refs.', path = 'references', page = '', blocks = pandoc.Blocks {title,
      doc.blocks[#doc.blocks]}}
    chapters[#chapters + 1] = refs_chapter
  end
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

-- The same for what is copied into the book, which is the project's.
local function own_file(chapter, target)
  local file = project_path(chapter, target)
  if file:sub(1, 3) == '../' then
    defect(chapter, target, 'link to ' .. target .. '; expected a file of the project')
  end
  return file
end

-- A link's new content or element; nil leaves it as it is.
local function resolve_link(chapter, el)
  local path, id = el.target:match('^([^#]*)#?(.*)$')
  if el.target:match('^%a[%w+.-]*:') or el.target:match('^//') or el.classes:includes('quarto-xref') then
    return nil
  end
  id = id ~= '' and id or nil
  if path == '' and id and id:match('^ref%-') and refs_chapter then
    return link_to(chapter, refs_chapter, id, el.content, el.attr)
  end
  if path == '' or path:match('%.qmd$') then
    local other = path == '' and chapter or by_path[project_path(chapter, path)]
    if not other then
      defect(chapter, el.target, 'link to ' .. el.target .. '; expected a chapter of the book')
      return nil
    end
    if id then
      links:insert {chapter = chapter.path, token = el.target, target = other.path, id = id}
    end
    return link_to(chapter, other, id, el.content, el.attr)
  end
  local file = own_file(chapter, path)
  files:insert {chapter = chapter.path, token = el.target, path = file}
  if not is_html then return el.content end
  el.target = relative(chapter, file) .. (id and '#' .. id or '')
  return el
end

local function resolve_image(chapter, el)
  if el.src:match('^%a[%w+.-]*:') then
    defect(chapter, el.src, 'image ' .. el.src .. '; expected a file of the project')
    return nil
  end
  local file = own_file(chapter, el.src)
  local alt = el.attributes['fig-alt'] or el.attributes.alt or stringify(el.caption)
  files:insert {chapter = chapter.path, token = el.src, path = file, image = true}
  if alt == '' then
    defect(chapter, el.src, 'image ' .. el.src .. ' has no text alternative; expected fig-alt')
  end
  if is_html then
    el.src, el.attributes['fig-alt'], el.attributes.alt = relative(chapter, file), nil, alt
    local is_block = el.classes:includes('block-image')
    return is_block and pandoc.Link({el}, el.src, 'Full size', pandoc.Attr('', {'enlarge'})) or el
  end
  local width = el.attributes.width
  if width and not width:match('^%d[%d.]*%a*%%?$') then
    defect(chapter, el.src, 'width ' .. width .. '; expected one such as 50% or 8cm')
  end
  width = width and ', width: ' .. width:gsub('px$', 'pt') or ''
  local place = el.classes:includes('block-image') and 'align(center, image' or 'box(image'
  return raw(('#%s(%s, alt: %s%s))'):format(place, quote('/' .. file), quote(alt), width))
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

local function resolve_links(chapter)
  return {
    Link = function(el) return resolve_link(chapter, el) end,
    Image = function(el) return resolve_image(chapter, el) end,
    RawBlock = is_html and function(el) return resolve_html(chapter, el) end or nil,
  }
end

-- HTML ---------------------------------------------------------------------------

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
      return {around('<details class="code-fold"><summary>', {pandoc.Str(summary)}, '</summary>'),
        el, raw_block('</details>')}
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

local function render_html(chapter)
  local blocks = chapter.blocks:walk(html_rules(chapter)):walk {Div = function(el)
    if el.attr == pandoc.Attr() then return el.content end  -- ours, and its work is done
  end}
  chapter.sections = pandoc.List {}
  -- All headings are written at once, because each call takes its time.
  local mark, headings, position = '<!--end-->', pandoc.Blocks {}, 0
  blocks:walk {Header = function(el)
    local content = el.content:walk(bare)
    headings:extend {pandoc.Plain(content), raw_block(mark)}
    chapter.sections:insert {level = el.level, id = el.identifier, text = stringify(content)}
  end}
  for html in write(headings):gmatch('(.-)%s*' .. mark:gsub('%p', '%%%0') .. '%s*') do
    position = position + 1
    chapter.sections[position].html = html
  end
  return write(blocks)
end

-- Typst --------------------------------------------------------------------------

local function anchors(chapter, ...)
  local marks = pandoc.Inlines {}
  for _, id in ipairs {...} do
    local name = chapter.key .. id
    if used[name] then marks:insert(raw('#book-anchor(' .. quote(name) .. ')')) end
  end
  return marks
end

-- What an HTML table says with styles and with Great Tables' classes, said as pandoc does.
local function styled(el, content)
  local style = el.attributes.style or ''
  if style:match('font%-weight:%s*bold') then content = {pandoc.Strong(content)} end
  if style:match('font%-style:%s*italic') then content = {pandoc.Emph(content)} end
  return pandoc.Inlines(content)
end

local alignments = {left = 'AlignLeft', center = 'AlignCenter', right = 'AlignRight'}

local function finish_cell(chapter, row, cell, is_header)
  local classes = ' ' .. table.concat(cell.classes, ' ') .. ' '
  local style = cell.attributes.style or ''
  local side = style:match('text%-align:%s*(%a+)')
  for name, alignment in pairs(alignments) do
    if side == name or not side and classes:find(' gt_' .. name .. ' ', 1, true) then
      cell.alignment = alignment
    end
  end
  local content = styled(cell, to_inlines(cell.contents))
  local bold = is_header or row.classes:includes('gt_group_heading_row')
  if bold and #content > 0 then content = pandoc.Inlines {pandoc.Strong(content)} end
  local indent = classes:match(' gt_indent_(%d) ')
  if indent then content:insert(1, raw(('#h(%.1fem)'):format(indent / 2))) end
  local marks = anchors(chapter, row.identifier, cell.identifier)
  row.identifier = ''
  cell.contents = {pandoc.Plain(marks .. content)}
  local rule = is_header and cell.col_span > 1 and {['typst:stroke'] = '(bottom: 0.4pt)'} or {}
  cell.attr = pandoc.Attr('', {}, rule)
end

local function texts(name, rows)
  local blocks = pandoc.Blocks {}
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      blocks:insert(around('#' .. name .. '[', to_inlines(cell.contents), ']'))
    end
  end
  return blocks
end

-- Great Tables' title rows go above the table and its notes below; groups become plain rows.
local function typst_table(chapter, el)
  local function finish(rows, is_header)
    for _, row in ipairs(rows) do
      for _, cell in ipairs(row.cells) do finish_cell(chapter, row, cell, is_header) end
    end
    return rows
  end
  local function is_title(row) return row.classes:includes('gt_heading') end
  local head, bodies = pandoc.List(el.head.rows), el.bodies
  local above, below = texts('table-title', head:filter(is_title)), texts('table-note', el.foot.rows)
  el.head.rows = finish(head:filter(function(row) return not is_title(row) end), true)
  for _, body in ipairs(bodies) do
    body.head, body.body = {}, finish(pandoc.List(body.head) .. body.body, false)
  end
  el.bodies, el.foot = bodies, pandoc.TableFoot {}
  el.colspecs = el.colspecs:map(function(spec)
    return {spec[1] == 'AlignDefault' and 'AlignLeft' or spec[1], spec[2]}
  end)
  return above .. {raw_block('#book-table(' .. #el.colspecs .. ')['), el, raw_block(']')} .. below
end

local function typst_rules(chapter)
  return {
    Table = function(el) return typst_table(chapter, el) end,
    Span = function(el)
      if el.classes:includes('gt_footnote_marks') then return pandoc.Superscript(el.content) end
      return anchors(chapter, el.identifier) .. styled(el, el.content)
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
      local text = write({pandoc.Plain {el}}):gsub('%s+$', '')
      return raw(('#[#set math.equation(alt: %s);%s]'):format(quote(el.text), text))
    end,
    CodeBlock = function(el)
      el.attributes['code-fold'] = nil
      return el
    end,
  }
end

read_chapters()
cite()
local result = {defects = defects, files = files, links = links, parsed = parsed,
  chapters = pandoc.List {}}
for _, chapter in ipairs(chapters) do
  chapter.blocks = chapter.blocks:walk(resolve_links(chapter))
end
for _, chapter in ipairs(chapters) do
  local output = is_html and render_html(chapter) or write(chapter.blocks:walk(typst_rules(chapter)))
  result.chapters:insert {path = chapter.path, output = output, sections = chapter.sections,
    is_empty = chapter.is_empty}
end
local answer = assert(io.open(arg[2], 'wb'))
answer:write(pandoc.json.encode(result))
answer:close()

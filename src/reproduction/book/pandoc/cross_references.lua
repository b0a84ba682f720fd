-- References in the text: @fig-, @tbl- and @sec- become links with a number, @key a citation.

local book = require 'book'
local numbering = require 'numbering'
local links = require 'links'

local function crossref(chapter, citation)
  local id = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  local target = book.targets[id]
  if not target then
    book.defect(chapter, '@' .. citation.id, '@' .. citation.id .. ' refers to nothing',
      'the id of a numbered figure, table or section', true)
    return {}
  end
  -- As in Quarto: pages of a chapter without a number name sections by their headings.
  local is_named = book.is_html and target.heading and not chapter.number
  local content = is_named and target.heading or pandoc.Inlines {target.number}
  if #citation.prefix > 0 then
    content = citation.prefix .. {'\u{a0}'} .. content
  elseif not is_named and citation.mode ~= 'SuppressAuthor' then
    content = pandoc.Inlines {target.prefix .. '\u{a0}' .. target.number}
  end
  return links.to(chapter, target.chapter, id, content, pandoc.Attr('', {'quarto-xref'}))
end

local function resolve_crossrefs(chapter)
  return {Cite = function(el)
    local citations = el.citations
    local refs = citations:filter(function(citation) return numbering.is_crossref(citation.id) end)
    if #refs == 0 then return end
    if #refs < #citations then
      book.defect(chapter, '@' .. refs[1].id, 'a citation and a cross-reference in one bracket',
        'two brackets')
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
return function()
  local doc, cited, known, missing = pandoc.Pandoc({}, book.job.meta), pandoc.List {}, {}, false
  local places = pandoc.List {}  -- where the blocks of doc are from
  for _, chapter in ipairs(book.chapters) do
    chapter.blocks = chapter.blocks:walk(resolve_crossrefs(chapter))
    for position, block in ipairs(chapter.blocks) do
      local concerned = false
      pandoc.Blocks({block}):walk {
        Cite = function(el)
          concerned = true
          for _, citation in ipairs(el.citations) do cited:insert {chapter, citation.id} end
        end,
        Div = function(el)
          if el.identifier == 'refs' then concerned, book.refs_chapter = true, chapter end
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
      book.defect(pair[1], key, key .. ' is not in the bibliography', 'a key of it')
    elseif book.is_html and not book.refs_chapter then
      book.defect(pair[1], key, 'a citation, but no chapter has ::: {#refs}', 'one')
    end
  end
  if missing then return end
  doc = pandoc.utils.citeproc(doc)
  for index, place in ipairs(places) do
    place.chapter.blocks[place.position] = pandoc.Div(
      pandoc.Blocks({doc.blocks[index]}):walk {Cite = function(el) return el.content end})
  end
  if not book.refs_chapter then  -- citeproc has put the list last
    local title = pandoc.Header(1, 'References', pandoc.Attr('', {'unnumbered'}))
    book.refs_chapter = {key = 'refs.', path = 'references', page = '', blocks = pandoc.Blocks {title,
      doc.blocks[#doc.blocks]}}
    book.chapters[#book.chapters + 1] = book.refs_chapter
  end
end

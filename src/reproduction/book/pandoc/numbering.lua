-- Numbers of chapters, sections, figures and tables: which number @fig-… and the others get.

local book = require 'book'
local prefixes = {fig = 'Figure', tbl = 'Table', sec = 'Section'}
local numbering = {}

local function add_target(chapter, id, prefix, number, heading)
  local other = book.targets[id]
  if other then
    book.defect(chapter, id, id .. ' is also in ' .. other.chapter.path, 'another id')
  end
  book.targets[id] = {chapter = chapter, prefix = prefix, number = number, heading = heading}
end

function numbering.number_chapters()
  local counts = {[true] = 64, [false] = 0}
  return function(chapter, title)
    if not title or chapter.part or title.classes:includes('unnumbered') then return end
    local count = counts[chapter.appendix] + 1
    counts[chapter.appendix] = count
    chapter.number = chapter.appendix and string.char(count) or tostring(count)
  end
end

function numbering.heading(chapter, el)
  if el.classes:includes('unnumbered') or not chapter.number then return end
  local counts, number = chapter.counts, chapter.number
  for deeper = el.level + 1, 6 do counts[deeper] = 0 end
  if el.level > 1 then counts[el.level] = (counts[el.level] or 0) + 1 end
  for depth = 2, el.level do number = number .. '.' .. (counts[depth] or 0) end
  if el.identifier:match('^sec%-') then
    local chapter_prefix = chapter.appendix and 'Appendix' or 'Chapter'
    local heading = el.content
    if el.level == 1 then  -- a chapter's heading has its number
      heading = pandoc.Inlines(chapter.appendix and 'Appendix ' .. number .. ' — ' or number .. ' ')
        .. heading
    end
    add_target(chapter, el.identifier, el.level > 1 and 'Section' or chapter_prefix, number, heading)
  end
  if chapter.number_sections and el.level <= book.job.number_depth then
    el.attributes.number = number
  end
end

-- The caption of a figure or table with its number before it; one without an id has none.
function numbering.caption(chapter, id, kind, caption)
  if id == '' then return caption end
  chapter[kind] = (chapter[kind] or 0) + 1
  local number = (chapter.number and chapter.number .. '.' or '') .. chapter[kind]
  add_target(chapter, id, prefixes[kind], number)
  local title = prefixes[kind] .. '\u{a0}' .. number .. ':'
  return pandoc.Inlines {pandoc.Str(title), pandoc.Space()} .. caption
end

function numbering.is_crossref(id) return prefixes[(id:match('^(%a+)%-') or ''):lower()] end

return numbering

-- Turns assembled chapters into HTML fragments or Typst texts.
-- Run as `pandoc lua main.lua job.json result.json`, in the project's folder.

package.path = pandoc.path.join {pandoc.path.directory(arg[0]), '?.lua'}
local book = require 'book'
local read = require 'reading'
local numbering = require 'numbering'
local structure = require 'structure'
local cite = require 'cross_references'
local links = require 'links'
local extensions = require 'extensions'
local render = require(book.is_html and 'html' or 'typst')

local number = numbering.number_chapters()
for index, chapter in ipairs(book.chapters) do
  chapter.key, chapter.counts = 'c' .. index .. '.', {}
  local blocks, title = read(chapter)
  chapter.is_empty = not title
  if book.is_html and not title then
    book.defect(chapter, '# ', 'the title is no heading', 'a blank line before it, and text')
  end
  number(chapter, title)
  chapter.blocks = blocks:walk(structure(chapter))
end
cite()
for _, chapter in ipairs(book.chapters) do
  chapter.blocks = chapter.blocks:walk(links.rules(chapter))
end
local result = {defects = book.defects, files = book.files, links = book.links,
  dependencies = extensions.dependencies, chapters = pandoc.List {}}
for _, chapter in ipairs(book.chapters) do
  local output = render(chapter)
  result.chapters:insert {path = chapter.path, output = output, sections = chapter.sections,
    is_empty = chapter.is_empty}
end
local answer = assert(io.open(arg[2], 'wb'))
answer:write(pandoc.json.encode(result))
answer:close()

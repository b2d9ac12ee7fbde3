#include "generator/odf/clauses.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "generator/markdown/markdown.h"
#include "generator/odf/paragraph.h"
#include "generator/odf/rich_styles.h"
#include "generator/odf/rich_text.h"
#include "generator/odf/structure.h"

namespace stesura {

namespace {

// Characters for private use, which no clause may hold, stand for its tags while it is read as
// Markdown: a bar or an underscore in a tag is no mark.
constexpr std::string_view kTagBegin = "\uE000";
constexpr std::string_view kTagEnd = "\uE001";
constexpr const char* kPlaceAttribute = "stesura:place";

std::string xmlText(std::string_view text) {
  std::string out;
  escapeTo(out, text, Escape::xmlPlain);
  return out;
}

bool holdsPrivate(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t c = nextCodePoint(text, at);
    if (c >= 0xE000 && c <= 0xE00F) return true;
  }
  return false;
}

// The text with every tag replaced by its number.
std::string withoutTags(std::string_view text, const std::vector<std::string>& tags) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t number = 0; number < tags.size(); ++number) {
    const std::size_t begin = text.find(tags[number], at);
    out += text.substr(at, begin - at);
    out += kTagBegin;
    out += std::to_string(number);
    out += kTagEnd;
    at = begin + tags[number].size();
  }
  return out += text.substr(at);
}

std::string withTags(const std::string& markup, const std::vector<std::string>& tags) {
  std::string out;
  std::size_t at = 0;
  while (true) {
    const std::size_t begin = markup.find(kTagBegin, at);
    out.append(markup, at, begin - at);
    if (begin == std::string::npos) return out;
    const std::size_t end = markup.find(kTagEnd, begin);
    out += xmlText(tags[std::stoul(markup.substr(begin + kTagBegin.size(), end))]);
    at = end + kTagEnd.size();
  }
}

class Expansion {
 public:
  Expansion(Tokens& tokens, std::vector<Problem>& problems) : tokens_(tokens), problems_(problems) {}

  void replace(pugi::xml_node paragraph, const Tag& tag, const ClauseList& list, std::size_t level) {
    pugi::xml_document room;
    pugi::xml_node articles = room.append_child("office:text");
    level_ = level + 1;
    begin(articles, section(tag.name));
    for (const Clause& clause : list.clauses) addClause(articles, clause);
    addOwnArticle(articles);
    addText(articles, "testo_sostitutivo");
    end(articles, tag.name);
    pugi::xml_node above = paragraph.parent();
    for (const pugi::xml_node& node : articles.children()) above.insert_copy_before(node, paragraph);
    above.remove_child(paragraph);
  }

 private:
  Tag section(std::string_view name) const {
    Tag tag;
    tag.role = Tag::Role::section;
    tag.name = name;
    tag.place = place_;
    return tag;
  }

  Tag condition(std::string_view name, Tag::Role role = Tag::Role::section) const {
    Tag tag = section(name);
    tag.role = role;
    tag.conditionOnly = true;
    return tag;
  }

  void begin(pugi::xml_node to, const Tag& tag) {
    to.append_child(pugi::node_pcdata).set_value(tokens_.addTag(tag).c_str());
  }

  void end(pugi::xml_node to, std::string_view name) {
    Tag tag = section(name);
    tag.role = Tag::Role::end;
    begin(to, tag);
  }

  // One article: «Art. 5 – Durata», then its text.
  void addHeading(pugi::xml_node to, const std::string& title) {
    const std::string level = std::to_string(level_);
    pugi::xml_node heading = to.append_child("text:h");
    heading.append_attribute("text:style-name").set_value(kArticleStyle);
    heading.append_attribute("text:outline-level").set_value(level.c_str());
    Token article;
    article.kind = Token::Kind::article;
    heading.append_child(pugi::node_pcdata).set_value(tokens_.add(article).c_str());
    heading.append_child(pugi::node_pcdata).set_value(("Art. {{@numero}} – " + title).c_str());
  }

  void addClause(pugi::xml_node to, const Clause& clause) {
    place_ = "clausola «" + clause.id + "»";
    Tag chosen = condition("clausola");
    chosen.equals = clause.id;
    begin(to, chosen);
    if (clause.parameters != nullptr) {
      Tag parameters = section("parametri");
      parameters.enters = clause.parameters;
      begin(to, parameters);
    }
    pugi::xml_document room;
    pugi::xml_node article = room.append_child("office:text");
    addHeading(article, clause.title);
    begin(article, condition("testo_sostitutivo", Tag::Role::inverted));
    addBlocks(article, clause);
    end(article, "testo_sostitutivo");
    readClauseTags(article);
    for (const pugi::xml_node& node : article.children()) to.append_copy(node);
    if (clause.parameters != nullptr) end(to, "parametri");
    end(to, "clausola");
    place_.clear();
  }

  // The places that problems tell get the name of the clause before them.
  void readClauseTags(pugi::xml_node article) {
    const std::size_t known = problems_.size(), first = tokens_.size();
    readTags(article, tokens_, problems_);
    const std::string before = place_ + ": ";
    for (std::size_t at = known; at < problems_.size(); ++at) problems_[at].place.insert(0, before);
    for (std::size_t at = first; at < tokens_.size(); ++at) tokens_.placeBefore(at, before);
  }

  void refuse(std::string message, std::string hint) {
    problems_.push_back(templateProblem(std::move(message), std::move(hint), place_));
  }

  void addBlocks(pugi::xml_node to, const Clause& clause) {
    if (holdsPrivate(clause.text))
      return refuse("La clausola contiene caratteri a uso privato (da U+E000 in poi).", "Toglierli.");
    const std::vector<std::string> tags = tagsOf(clause.text);
    const MarkdownReading reading = readMarkdown(withoutTags(clause.text, tags));
    for (const MarkdownFault& fault : reading.faults) refuse("La clausola " + fault.clause + ".", fault.hint);
    if (!reading.faults.empty()) return;
    std::string markup;
    const std::string wrong = writeClause(reading.document, level_, markup);
    if (!wrong.empty()) return refuse("La clausola " + wrong + ".", "Correggere il testo della clausola.");
    markup = withTags(markup, tags);
    to.append_buffer(markup.data(), markup.size(),
                     pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_fragment, pugi::encoding_utf8);
    namePlace(to);
  }

  // Where a reference stands is told when it leads nowhere.
  void namePlace(pugi::xml_node node) {
    if (node.attribute(kReferenceAttribute)) node.append_attribute(kPlaceAttribute).set_value(place_.c_str());
    for (pugi::xml_node child : node.children()) namePlace(child);
  }

  // {id, titolo, testo} without a clause.
  void addOwnArticle(pugi::xml_node to) {
    begin(to, condition("clausola", Tag::Role::inverted));
    pugi::xml_document room;
    pugi::xml_node article = room.append_child("office:text");
    addHeading(article, "{{titolo}}");
    readTags(article, tokens_, problems_);
    for (const pugi::xml_node& node : article.children()) to.append_copy(node);
    addText(to, "testo");
    end(to, "clausola");
  }

  void addText(pugi::xml_node to, const char* name) {
    begin(to, condition(name));
    Tag value;
    value.name = name;
    value.place = "articolo";
    value.article = true;
    value.presentation.optional = true;
    pugi::xml_node paragraph = to.append_child("text:p");
    paragraph.append_attribute("text:style-name").set_value(kCommaStyle);
    paragraph.append_child(pugi::node_pcdata).set_value(tokens_.addTag(value).c_str());
    end(to, name);
  }

  Tokens& tokens_;
  std::vector<Problem>& problems_;
  std::size_t level_ = 1;
  std::string place_;
};

struct Site {
  pugi::xml_node paragraph;
  Tag tag;
  std::size_t level;  // of the heading before
};

// Whatever a paragraph holds beside its only token: nothing but the spans around it.
const Token* onlyToken(const pugi::xml_node& node, const Tokens& tokens) {
  const pugi::xml_node child = node.first_child();
  if (!child || child.next_sibling()) return nullptr;
  return isInlineCarrier(child) ? onlyToken(child, tokens) : tokenOf(child, tokens);
}

void findSites(const pugi::xml_node& node, const Tokens& tokens, std::size_t& level, std::vector<Site>& sites,
               std::vector<Problem>& problems) {
  if (std::string_view(node.name()) == "text:h") level = node.attribute("text:outline-level").as_uint(1);
  const auto asks = [](const Token& token) {
    return token.isVariable() && token.tag.presentation.format == ValueFormat::clauses;
  };
  const Token* only = isParagraph(node) ? onlyToken(node, tokens) : nullptr;
  const bool block = isBlockContainer(node.parent()) && std::string_view(node.parent().name()) != "text:list-item";
  if (only != nullptr && asks(*only) && block) {
    sites.push_back({node, only->tag, level});
    return;
  }
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_element) {
      findSites(child, tokens, level, sites, problems);
      continue;
    }
    TokenAt found;
    for (std::size_t at = 0; nextToken(child.value(), at, found); at = found.end) {
      if (!asks(tokens[found.number])) continue;
      problems.push_back(templateProblem("Gli articoli di " + typedTag(tokens[found.number].tag) +
                                             " sono interi paragrafi: non stanno dentro una riga o un elenco.",
                                         "Mettere il segnaposto da solo nel suo paragrafo.",
                                         tokens[found.number].tag.place));
    }
  }
}

std::string dotted(std::string_view pointer) {
  std::string name(pointer.substr(std::min<std::size_t>(1, pointer.size())));
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

}  // namespace

std::vector<std::string> tagsOf(std::string_view text) {
  std::vector<std::string> tags;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos;) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string_view::npos) break;
    tags.emplace_back(text.substr(at, end + 2 - at));
    at = text.find("{{", end + 2);
  }
  return tags;
}

bool expandClauses(pugi::xml_node root, const std::vector<ClauseList>& lists, Tokens& tokens,
                   std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  std::vector<Site> sites;
  std::size_t level = 0;
  findSites(root, tokens, level, sites, problems);
  for (const Site& site : sites) {
    const auto list = std::find_if(lists.begin(), lists.end(), [&](const ClauseList& candidate) {
      return dotted(candidate.pointer) == lowerAscii(site.tag.name);
    });
    if (list != lists.end()) {
      Expansion(tokens, problems).replace(site.paragraph, site.tag, *list, site.level);
      continue;
    }
    problems.push_back(templateProblem("«" + site.tag.name + "» non è un elenco di clausole.",
                                       "Dichiararlo in kind.json, alla voce «clausole».", site.tag.place));
  }
  return problems.size() == before;
}

void placeReferences(pugi::xml_node node, Tokens& tokens) {
  const auto put = [&](pugi::xml_node before, Token::Kind kind, std::size_t level, std::size_t number,
                       std::string target, bool shown) {
    Token token;
    token.kind = kind;
    token.sections = level;
    token.number = number;
    token.tag.name = std::move(target);
    token.tag.place = before.attribute(kPlaceAttribute).value();
    token.shown = shown;
    const std::string text = tokens.add(std::move(token));
    if (before.first_child())
      before.insert_child_before(pugi::node_pcdata, before.first_child()).set_value(text.c_str());
    else
      before.append_child(pugi::node_pcdata).set_value(text.c_str());
  };
  if (const pugi::xml_attribute list = node.attribute(kItemsAttribute)) {
    put(node, Token::Kind::items, node.attribute(kLevelAttribute).as_uint(), list.as_uint(1), "", false);
    node.remove_attribute(list);
    node.remove_attribute(kLevelAttribute);
  }
  if (const pugi::xml_attribute item = node.attribute(kItemAttribute)) {
    put(node, Token::Kind::item, item.as_uint(), 0, "", false);
    node.remove_attribute(item);
  }
  if (const pugi::xml_attribute reference = node.attribute(kReferenceAttribute)) {
    const bool shown = !node.first_child();
    put(node, Token::Kind::reference, 0, 0, reference.value(), shown);
    node.remove_attribute(reference);
    node.remove_attribute(kPlaceAttribute);
  }
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_element) placeReferences(child, tokens);
  }
}

}  // namespace stesura

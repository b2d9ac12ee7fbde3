// Values that a writer sets as markup of its own.

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "generator/merge/program.h"

namespace stesura {
namespace {

// Takes text; writes it as a picture that joins the package, and refuses the word «no».
class PictureOfText : public ValueWriter {
 public:
  bool takes(const Tag&, const Field* field) const override {
    return field != nullptr && field->is(kTypeString);
  }
  std::string write(const Json& value, WriterContext& context, std::string& out) const override {
    out += "<picture n=\"" + std::to_string(context.written) + "\"/>";
    if (value == "no") return "non è un’immagine";
    context.parts.push_back({"Pictures/a.svg", "image/svg+xml", value.get<std::string>()});
    return {};
  }
};

struct Written {
  std::string text;
  std::vector<Problem> problems;
  std::vector<AddedPart> parts;
  std::size_t uses = 0;
};

Tag variable(const std::string& name) {
  Tag tag;
  tag.name = name;
  return tag;
}

Written writtenOf(const Json& data, const std::string& name, NamesMode mode = NamesMode::fromSchema) {
  ProgramSource source;
  source.text("[");
  source.beginWritten(variable(name), std::make_shared<const PictureOfText>());
  source.text("<p>");
  source.tag(variable(name));
  source.text("</p>");
  source.endIf();
  source.text("]");
  Field shape;
  shape.types = kTypeObject;
  for (const auto& [key, type] : {std::pair{"foto", kTypeString}, std::pair{"anni", kTypeInteger}}) {
    auto field = std::make_unique<Field>();
    field->name = key;
    field->title = key;
    field->pointer = std::string("/") + key;
    field->types = type;
    shape.properties.emplace(key, std::move(field));
  }
  Written result;
  const Program program = Program::compile(std::move(source), shape, mode, result.problems);
  result.uses = program.uses().size();
  if (result.problems.empty()) program.run({data, "2026-01-01"}, result.text, result.problems, result.parts);
  return result;
}

TEST(ValueWriter, WritesInPlaceOfTheOrdinaryMarkup) {
  const Written written = writtenOf({{"foto", "f"}}, "foto");
  EXPECT_EQ(written.text, "[<picture n=\"0\"/>]");
  ASSERT_EQ(written.parts.size(), 1u);
  EXPECT_EQ(written.parts[0].bytes, "f");
  EXPECT_EQ(written.uses, 1u);
}

TEST(ValueWriter, LeavesTheOrdinaryMarkupWhereThereIsNoValue) {
  EXPECT_EQ(writtenOf(Json::object(), "foto").text, "[<p>non rilevato</p>]");
}

TEST(ValueWriter, LeavesWhatItDoesNotTake) {
  EXPECT_EQ(writtenOf({{"anni", 7}}, "anni").text, "[<p>7</p>]");
}

TEST(ValueWriter, TellsWhatIsWrongWithoutTheValue) {
  const Written written = writtenOf({{"foto", "no"}}, "foto");
  ASSERT_EQ(written.problems.size(), 1u);
  EXPECT_EQ(written.problems[0].message, "Il valore di «foto» non è un’immagine.");
  EXPECT_EQ(written.problems[0].pointer, "/foto");
  EXPECT_EQ(written.text, "[]");
}

TEST(ValueWriter, TellsAnUnknownNameOnce) {
  EXPECT_EQ(writtenOf({{"foto", "f"}}, "fotto").problems.size(), 1u);
}

}  // namespace
}  // namespace stesura

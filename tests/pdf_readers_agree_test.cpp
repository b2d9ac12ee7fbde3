// Every object of sound files is the same for qpdf and for the history's strict reader.

#include <gtest/gtest.h>

#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "generator/error.h"
#include "generator/pdf/history.h"
#include "tests/pdf_updates.h"

namespace stesura {
namespace {

PdfObject objectOf(QPDFObjectHandle handle, bool isInside) {
  using Type = PdfObject::Type;
  PdfObject object;
  if (isInside && handle.isIndirect())
    return PdfObject::ofReference(static_cast<std::uint32_t>(handle.getObjectID()), handle.getGeneration());
  if (handle.isBool()) {
    object.type = Type::boolean;
    object.truth = handle.getBoolValue();
  } else if (handle.isInteger()) {
    return PdfObject::ofInteger(handle.getIntValue());
  } else if (handle.isReal()) {
    object.type = Type::real;
    object.real = handle.getNumericValue();
  } else if (handle.isString()) {
    return PdfObject::ofString(handle.getStringValue());
  } else if (handle.isName()) {
    return PdfObject::ofName(handle.getName().substr(1));
  } else if (handle.isArray()) {
    object.type = Type::array;
    for (auto& item : handle.getArrayAsVector()) object.items.push_back(objectOf(item, true));
  } else if (handle.isDictionary() || handle.isStream()) {
    object.type = handle.isStream() ? Type::stream : Type::dictionary;
    for (auto& [key, value] : (handle.isStream() ? handle.getDict() : handle).getDictAsMap())
      object.set(key.substr(1), objectOf(value, true));
  }
  return object;
}

std::string written(const PdfObject& object) {
  std::string out;
  appendObject(out, object);
  return out;
}

void expectSameObjects(const std::string& file, const std::string& name) {
  const PdfHistory history = PdfHistory::read(file);
  QPDF qpdf;
  qpdf.setSuppressWarnings(true);
  qpdf.processMemoryFile(name.c_str(), file.data(), file.size());
  std::size_t compared = 0;
  for (QPDFObjectHandle handle : qpdf.getAllObjects()) {
    const PdfObject& ours = history.object(static_cast<std::uint32_t>(handle.getObjectID()), history.last());
    PdfObject theirs = objectOf(handle, false);
    const auto data = handle.isStream() ? handle.getRawStreamData() : nullptr;
    if (data) theirs.data = {reinterpret_cast<const char*>(data->getBuffer()), data->getSize()};
    if (theirs.isNull()) continue;
    ASSERT_EQ(ours.type == PdfObject::Type::stream, handle.isStream()) << name << ' ' << handle.getObjectID();
    ASSERT_TRUE(ours == theirs) << name << ' ' << handle.getObjectID() << '\n'
                                << written(ours) << '\n'
                                << written(theirs);
    ++compared;
  }
  EXPECT_GT(compared, 4u) << name;
  EXPECT_TRUE(history.irregularities().empty()) << name;
  EXPECT_FALSE(qpdf.anyWarnings()) << name;
}

struct Rewriting {
  qpdf_object_stream_e objectStreams = qpdf_o_preserve;
  bool linearized = false;
};

std::string rewritten(const std::string& file, const Rewriting& how) {
  QPDF qpdf;
  qpdf.processMemoryFile("file", file.data(), file.size());
  QPDFWriter writer(qpdf);
  writer.setOutputMemory();
  writer.setObjectStreamMode(how.objectStreams);
  writer.setLinearization(how.linearized);
  writer.setStaticID(true);
  writer.write();
  const std::unique_ptr<Buffer> buffer(writer.getBuffer());
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

const char* const kForms[] = {"campi.pdf",
                              "campi-compresso.pdf",
                              "comune.pdf",
                              "inps.pdf",
                              "ministero.pdf",
                              "ministero-compilato.pdf",
                              "ministero-struttura.pdf",
                              "regione.pdf",
                              "tirocinio.pdf"};

TEST(PdfHistory, ReadsTheFixturesAsQpdfDoes) {
  for (const char* name : kForms) expectSameObjects(testing::formFixture(name), name);
}

TEST(PdfHistory, ReadsObjectStreamsAsQpdfDoes) {
  for (const char* name : {"campi.pdf", "ministero.pdf", "inps.pdf"}) {
    const std::string file = rewritten(testing::formFixture(name), {qpdf_o_generate, false});
    EXPECT_EQ(PdfHistory::read(file).revisions()[0].form, PdfSectionForm::stream);
    expectSameObjects(file, name);
  }
}

TEST(PdfHistory, ReadsALinearizedFileAsOneRevision) {
  for (const qpdf_object_stream_e streams : {qpdf_o_disable, qpdf_o_generate}) {
    const std::string first = rewritten(testing::formFixture("ministero.pdf"), {streams, true});
    expectSameObjects(first, "linearized");
    const PdfHistory history = PdfHistory::read(first);
    ASSERT_EQ(history.last(), 0u);
    EXPECT_TRUE(history.revisions()[0].linearized);
    EXPECT_EQ(history.revisions()[0].end, first.size());
    EXPECT_LT(history.revisions()[0].startxref, 2000u);
    EXPECT_TRUE(history.outsideBytes(0).empty());

    const std::uint32_t root = history.revisions()[0].trailer["Root"].number();
    std::string second = first;
    PdfIncrement increment(second, testing::lastStartxref(first), 500,
                           streams == qpdf_o_disable ? PdfReferences::table : PdfReferences::stream);
    increment.addStream(increment.newNumber(), "/Type/Metadata", "<x/>");
    increment.finish("/Root " + std::to_string(root) + " 0 R");
    const PdfHistory longer = PdfHistory::read(second);
    ASSERT_EQ(longer.last(), 1u);
    EXPECT_TRUE(longer.revisions()[0].linearized);
    EXPECT_EQ(longer.revisions()[0].end, first.size());
    EXPECT_FALSE(longer.revisions()[1].linearized);
    EXPECT_EQ(longer.object(500, 1).data, "<x/>");
    EXPECT_TRUE(longer.outsideBytes(0).empty());
    EXPECT_TRUE(longer.outsideBytes(1).empty());
    expectSameObjects(second, "updated");
  }
}

// Two sections at the end are no first page's: else an update could pass for the only revision.
TEST(PdfHistory, RefusesSectionsThatLeadForwardInALaterRevision) {
  std::string file = rewritten(testing::formFixture("ministero.pdf"), {qpdf_o_disable, true});
  const std::string trailer = "trailer\n<< /Size 500 /Root 1 0 R";
  const std::size_t first = file.size();
  const std::string head = "xref\n" + trailer + " /Prev ", tail = " >>\n";
  const std::size_t second = first + head.size() + std::to_string(first).size() + tail.size();
  file += head + std::to_string(second) + tail + "xref\n0 1\n0000000000 65535 f \n" + trailer +
          " >>\nstartxref\n" + std::to_string(first) + "\n%%EOF\n";
  ASSERT_EQ(file.substr(second, 8), "xref\n0 1");
  std::string sentence;
  try {
    PdfHistory::read(file);
  } catch (const Error& error) {
    sentence = error.sentence();
  }
  EXPECT_EQ(sentence,
            "Il PDF è rovinato: i suoi aggiornamenti non si seguono nell’ordine in cui stanno nel file.");
}

// LibreOffice 7.4 leaves a few bytes of a page's content between two objects.
TEST(PdfHistory, TellsWhatLibreOfficeLeavesBetweenObjects) {
  const std::string file = testing::formFixture("ministero-struttura.pdf");
  const auto outside = PdfHistory::read(file).outsideBytes(0);
  ASSERT_EQ(outside.size(), 1u);
  EXPECT_EQ(outside[0].kind, PdfIrregularity::Kind::bytesOutside);
  EXPECT_EQ(outside[0].bytes, 25u);
}

}  // namespace
}  // namespace stesura

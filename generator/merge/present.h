// Turns a value into the text that the page shows: by its format, else by what its field says it
// is.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "generator/json/json.h"
#include "generator/merge/inflection.h"
#include "generator/merge/tag.h"
#include "generator/schema/field.h"

namespace stesura {

// A presentation bound to a field. Immutable after construction.
class Presenter {
 public:
  // `field` may be null (nothing is known) and must outlive the presenter.
  Presenter(Presentation presentation, const Field* field);

  // The reasons why the presentation does not fit what the field says; empty if it fits.
  std::vector<Problem> misfits(const std::string& name, const std::string& place) const;

  // Appends the text of a present value. Returns "" or an Italian sentence that says what the value
  // should have been («non è una data»), without telling the value.
  std::string present(const Json& value, std::string& text) const;

  // What stands where there is no value: `reason` («non rilevato») behind a bare preposition; words
  // that would have agreed, in both genders.
  std::string absent(std::string_view reason) const;

  const Presentation& presentation() const { return presentation_; }
  // True if a string is shown as it is, without any of this.
  bool plainText() const { return plainText_; }

 private:
  enum class Nature { plain, date, time, dateTime };

  std::vector<Problem> figureMisfits(const std::string& name, const std::string& place) const;
  std::string presentItem(const Json& value, std::string& text) const;
  std::string presentAutomatic(const Json& value, std::string& text) const;
  std::string presentMoment(const Json& value, std::string& text) const;
  std::string presentNumber(const Json& value, std::string& text) const;
  std::string presentCheckbox(const Json& value, std::string& text) const;
  std::string presentCode(const Json& value, std::string& text) const;
  std::string presentArticulated(const Json& value, std::string& text) const;
  std::string presentAgreed(const Json& value, std::string& text) const;
  void grammarMisfits(const std::string& name, const std::string& place,
                      std::vector<Problem>& problems) const;
  const std::string* labelOf(const Json& value) const;

  Presentation presentation_;
  const Field* field_;  // of the single value: the items' where a list is shown
  const Field* whole_;
  Nature nature_ = Nature::plain;
  std::unordered_map<std::string, const std::string*> labels_;  // of strings
  std::shared_ptr<const AgreedWords> words_;                    // of «concorda»
  bool plainText_ = false;
};

// True for the formats that ask an agency or a person how words agree with it.
bool asksGrammar(const Presentation& presentation);

// True if a list is declared, or may stand there.
bool mayBeList(const Field& field);
bool mayBeObject(const Field& field);
bool mayBeScalar(const Field& field);

}  // namespace stesura

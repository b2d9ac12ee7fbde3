// The closed set of fonts by name: which stands for a font of a PDF, which has a rare character.

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "generator/error.h"
#include "generator/form/faces.h"

namespace stesura {

namespace {

constexpr unsigned kFixedPitch = 1, kSerif = 2, kItalic = 64, kForceBold = 1U << 18;  // table 123

enum class Weight { light, regular, semiBold, bold };

struct Style {
  Weight weight = Weight::regular;
  bool italic = false;
};

// File names without «.ttf»; "" where the family has no such style.
struct Family {
  std::string_view regular, italic, bold, boldItalic;
  std::string_view light{}, lightItalic{}, semiBold{}, semiBoldItalic{};
};

constexpr Family kSans{"LiberationSans-Regular", "LiberationSans-Italic", "LiberationSans-Bold",
                       "LiberationSans-BoldItalic"};
constexpr Family kSerifs{"LiberationSerif-Regular", "LiberationSerif-Italic", "LiberationSerif-Bold",
                         "LiberationSerif-BoldItalic"};
constexpr Family kMono{"LiberationMono-Regular", "LiberationMono-Italic", "LiberationMono-Bold",
                       "LiberationMono-BoldItalic"};
constexpr Family kCarlito{"Carlito-Regular", "Carlito-Italic", "Carlito-Bold", "Carlito-BoldItalic"};
constexpr Family kCaladea{"Caladea-Regular", "Caladea-Italic", "Caladea-Bold", "Caladea-BoldItalic"};
constexpr Family kDejaVu{"DejaVuSans", "", "DejaVuSans-Bold", ""};
constexpr Family kDejaVuSerif{"DejaVuSerif", "", "DejaVuSerif-Bold", ""};
constexpr Family kDejaVuMono{"DejaVuSansMono", "", "DejaVuSansMono-Bold", ""};
constexpr Family kTitillium{
    "titillium-web-v10-latin-ext_latin-regular", "titillium-web-v10-latin-ext_latin-italic",
    "titillium-web-v10-latin-ext_latin-700",     "titillium-web-v10-latin-ext_latin-700italic",
    "titillium-web-v10-latin-ext_latin-300",     "titillium-web-v10-latin-ext_latin-300italic",
    "titillium-web-v10-latin-ext_latin-600",     "titillium-web-v10-latin-ext_latin-600italic"};

// What a name holds, in small letters and without signs; the first that is found decides.
struct Word {
  std::string_view word;
  const Family* family;
};
constexpr std::array kFamilies{Word{"titillium", &kTitillium},
                               Word{"dejavusansmono", &kDejaVuMono},
                               Word{"dejavuserif", &kDejaVuSerif},
                               Word{"dejavu", &kDejaVu},
                               Word{"verdana", &kDejaVu},
                               Word{"tahoma", &kDejaVu},
                               Word{"bitstreamvera", &kDejaVu},
                               Word{"dingbats", &kDejaVu},
                               Word{"symbol", &kDejaVu},
                               Word{"calibri", &kCarlito},
                               Word{"carlito", &kCarlito},
                               Word{"cambria", &kCaladea},
                               Word{"caladea", &kCaladea},
                               Word{"courier", &kMono},
                               Word{"mono", &kMono},
                               Word{"consol", &kMono},
                               Word{"sansserif", &kSans},
                               Word{"sans", &kSans},
                               Word{"arial", &kSans},
                               Word{"helvetica", &kSans},
                               Word{"times", &kSerifs},
                               Word{"serif", &kSerifs},
                               Word{"georgia", &kSerifs},
                               Word{"garamond", &kSerifs},
                               Word{"palatino", &kSerifs},
                               Word{"bookman", &kSerifs},
                               Word{"minion", &kSerifs},
                               Word{"nimbusrom", &kSerifs},
                               Word{"century", &kSerifs}};

// The customary resource names of forms: «HeBo» is bold, «HeBO» bold and oblique.
struct Short {
  std::string_view name;
  const Family* family;
  Style style;
};
constexpr std::array kShort{Short{"Helv", &kSans, {}},
                            Short{"HeBo", &kSans, {Weight::bold, false}},
                            Short{"HeOb", &kSans, {Weight::regular, true}},
                            Short{"HeBO", &kSans, {Weight::bold, true}},
                            Short{"TiRo", &kSerifs, {}},
                            Short{"TiBo", &kSerifs, {Weight::bold, false}},
                            Short{"TiIt", &kSerifs, {Weight::regular, true}},
                            Short{"TiBI", &kSerifs, {Weight::bold, true}},
                            Short{"Cour", &kMono, {}},
                            Short{"CoBo", &kMono, {Weight::bold, false}},
                            Short{"CoOb", &kMono, {Weight::regular, true}},
                            Short{"CoBO", &kMono, {Weight::bold, true}},
                            Short{"Symb", &kDejaVu, {}},
                            Short{"ZaDb", &kDejaVu, {}}};

// «ABCDEF+» in front of an embedded subset's name (ISO 32000-1, 9.6.4).
std::string_view withoutTag(std::string_view name) {
  constexpr std::size_t kTag = 6;
  if (name.size() <= kTag || name[kTag] != '+') return name;
  const bool capitals = std::all_of(name.begin(), name.begin() + kTag,
                                    [](char letter) { return letter >= 'A' && letter <= 'Z'; });
  return capitals ? name.substr(kTag + 1) : name;
}

std::string plainLetters(std::string_view name) {
  constexpr std::size_t kLongest = 200;
  std::string plain;
  for (const char letter : name.substr(0, kLongest)) {
    if (letter >= 'A' && letter <= 'Z')
      plain += static_cast<char>(letter - 'A' + 'a');
    else if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9'))
      plain += letter;
  }
  return plain;
}

Style styleOf(const std::string& plain, unsigned flags) {
  const auto has = [&plain](std::string_view word) { return plain.find(word) != std::string::npos; };
  Style style;
  style.italic = (flags & kItalic) != 0 || has("italic") || has("oblique") || has("corsivo");
  if (has("semibold") || has("demi"))
    style.weight = Weight::semiBold;
  else if ((flags & kForceBold) != 0 || has("bold") || has("black") || has("heavy") || has("grassetto"))
    style.weight = Weight::bold;
  else if (has("light") || has("thin"))
    style.weight = Weight::light;
  return style;
}

const Family& familyOf(const std::string& plain, unsigned flags) {
  for (const Word& known : kFamilies)
    if (plain.find(known.word) != std::string::npos) return *known.family;
  if ((flags & kFixedPitch) != 0) return kMono;
  return (flags & kSerif) != 0 ? kSerifs : kSans;
}

// The file of exactly that style, "" if the family has none; a weight of its own needs only Titillium.
std::string_view exactFile(const Family& family, Style style) {
  if (style.weight == Weight::light && !family.light.empty())
    return style.italic ? family.lightItalic : family.light;
  if (style.weight == Weight::semiBold && !family.semiBold.empty())
    return style.italic ? family.semiBoldItalic : family.semiBold;
  const bool bold = style.weight == Weight::bold || style.weight == Weight::semiBold;
  if (style.italic) return bold ? family.boldItalic : family.italic;
  return bold ? family.bold : family.regular;
}

std::string_view nearestFile(const Family& family, Style style) {
  const std::string_view exact = exactFile(family, style);
  return exact.empty() ? exactFile(family, {style.weight, false}) : exact;
}

[[noreturn]] void noFonts() {
  throw Error(ErrorKind::surroundings,
              "Mancano i caratteri tipografici del programma: eseguire «./run --build».");
}

}  // namespace

struct FormFonts::Kept {
  std::filesystem::path folder;
  std::map<std::string, std::unique_ptr<const Face>, std::less<>>
      faces;  // by file name; null: not read yet
  std::mutex reading;

  // Null if the folder has no such file.
  const Face* face(std::string_view name) {
    const std::lock_guard lock(reading);
    const auto found = faces.find(name);
    if (found == faces.end()) return nullptr;
    if (!found->second) found->second = readFace(folder / (found->first + ".ttf"));
    return found->second.get();
  }
};

FormFonts::FormFonts(std::filesystem::path folder) : kept_(std::make_unique<Kept>()) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == ".ttf") kept_->faces.emplace(entry.path().stem().string(), nullptr);
  if (error || kept_->faces.empty()) noFonts();
  kept_->folder = std::move(folder);
}

FormFonts::~FormFonts() = default;

const Face& FormFonts::nearest(std::string_view pdfName, unsigned flags) const {
  const std::string_view name = withoutTag(pdfName);
  const auto known =
      std::find_if(kShort.begin(), kShort.end(), [name](const Short& entry) { return entry.name == name; });
  std::string_view file;
  if (known != kShort.end()) {
    file = nearestFile(*known->family, known->style);
  } else {
    const std::string plain = plainLetters(name);
    file = nearestFile(familyOf(plain, flags), styleOf(plain, flags));
  }
  for (const std::string_view candidate : {file, kSans.regular})
    if (const Face* face = kept_->face(candidate)) return *face;
  return *kept_->face(kept_->faces.begin()->first);
}

const Face* FormFonts::fallback(char32_t character, const Face& like) const {
  const Style style{like.bold() ? Weight::bold : Weight::regular, like.italic()};
  const Family& wide = like.fixedPitch() ? kDejaVuMono : like.serif() ? kDejaVuSerif : kDejaVu;
  const Family& alike = like.fixedPitch() ? kMono : like.serif() ? kSerifs : kSans;
  const std::array candidates{exactFile(wide, style),
                              exactFile(alike, style),
                              exactFile(kCarlito, style),
                              nearestFile(wide, style),
                              nearestFile(kDejaVu, style),
                              kDejaVu.regular,
                              kDejaVuSerif.regular,
                              kSans.regular,
                              kSerifs.regular,
                              kMono.regular,
                              std::string_view("opens___")};
  for (const std::string_view candidate : candidates)
    if (const Face* face = kept_->face(candidate); face != nullptr && face->glyph(character).id != 0)
      return face;
  return nullptr;
}

}  // namespace stesura

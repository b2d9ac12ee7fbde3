#include "generator/form/form_building.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace stesura {

namespace {

std::vector<std::string> tokensOf(std::string_view pointer) {
  std::vector<std::string> tokens;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string token;
    for (std::size_t at = 0; at < end; ++at) {
      const bool escaped = pointer[at] == '~' && at + 1 < end;
      token += escaped ? (pointer[++at] == '1' ? '/' : '~') : pointer[at];
    }
    tokens.push_back(std::move(token));
    pointer.remove_prefix(end);
  }
  return tokens;
}

// Makes the objects on the way; what stands there already stays.
void setAt(Json& root, std::string_view pointer, Json value) {
  Json* at = &root;
  for (const std::string& token : tokensOf(pointer)) {
    if (at->is_null()) *at = Json::object();
    if (!at->is_object()) return;
    at = &(*at)[token];
  }
  if (at->is_null()) *at = std::move(value);
}

// Below an object or, with `items`, the items of a list.
const Field* fieldBelow(const Field* field, std::string_view pointer) {
  for (const std::string& token : tokensOf(pointer)) {
    if (field != nullptr) field = field->property(token);
  }
  return field;
}

class Building {
 public:
  Building(std::vector<ReadDatum> read, const Field* shape, std::vector<Problem>& warnings)
      : read_(std::move(read)), shape_(shape), warnings_(warnings) {}

  Json build() {
    numberRows();
    for (ReadDatum& datum : read_) {
      if (datum.verdict.value && !datum.verdict.unticked) put(datum);
    }
    putEmptyBoxes();
    for (const auto& [list, rows] : rows_) putList(list);
    for (const ReadDatum& datum : read_) {
      if (!datum.verdict.value && !datum.verdict.absence.empty()) putAbsence(datum);
    }
    tellWarnings();
    return std::move(data_);
  }

 private:
  static constexpr std::size_t kDropped = static_cast<std::size_t>(-1);

  // The index that each row gets in its list.
  void numberRows() {
    std::map<std::string, std::map<std::size_t, bool>> held;
    for (const ReadDatum& datum : read_) {
      if (datum.place.list.empty()) continue;
      bool& holds = held[datum.place.list][datum.place.row];
      holds = holds || (datum.verdict.value && !datum.verdict.unticked);
    }
    for (const auto& [list, rows] : held) {
      std::size_t next = 0;
      bool empty = false, gap = false;
      for (const auto& [row, holds] : rows) {
        gap = gap || (holds && empty);
        empty = empty || !holds;
        rows_[list][row] = holds ? next++ : kDropped;
      }
      items_[list] = Json(Json::array_t(next));
      if (gap) warnAboutGap(list);
    }
  }

  void warnAboutGap(const std::string& list) {
    const Field* field = fieldBelow(shape_, list);
    const std::string title = field == nullptr || field->title.empty() ? "Nell’elenco" : "In «" + field->title + "»";
    Problem problem;
    problem.pointer = list;
    problem.message = title + " c’è una riga vuota fra le altre: quelle che seguono sono state avvicinate.";
    problem.hint = "Controllare che non manchi una voce.";
    warnings_.push_back(std::move(problem));
  }

  // The document or the item in which the datum stands; null for one of a dropped row.
  Json* holderOf(const DatumPlace& place) {
    if (place.list.empty()) return &data_;
    const std::size_t index = rows_.at(place.list).at(place.row);
    return index == kDropped ? nullptr : &items_.at(place.list)[index];
  }

  void put(ReadDatum& datum) {
    if (Json* holder = holderOf(datum.place)) setAt(*holder, datum.place.inner, *datum.verdict.value);
  }

  // Those whose object is there, or lacks nothing else that it requires.
  void putEmptyBoxes() {
    std::map<DatumPlace, std::vector<const ReadDatum*>> byParent;
    for (const ReadDatum& datum : read_) {
      if (!datum.verdict.value || !datum.verdict.unticked || datum.place.inner.empty()) continue;
      DatumPlace parent = datum.place;
      parent.inner.resize(parent.inner.rfind('/'));
      byParent[parent].push_back(&datum);
    }
    for (const auto& [parent, boxes] : byParent) {
      Json* holder = holderOf(parent);
      if (holder == nullptr || !mayHold(*holder, parent, boxes)) continue;
      for (const ReadDatum* box : boxes) setAt(*holder, box->place.inner, *box->verdict.value);
    }
  }

  bool mayHold(const Json& holder, const DatumPlace& parent, const std::vector<const ReadDatum*>& boxes) const {
    if (shape_ == nullptr || findPointer(holder, parent.inner) != nullptr) return true;
    std::set<std::string> given;
    for (const ReadDatum* box : boxes) given.insert(box->place.inner);
    for (std::string at = parent.inner; !at.empty() && findPointer(holder, at) == nullptr; at.resize(at.rfind('/'))) {
      const Field* field = fieldBelow(itemShape(parent.list), at);
      if (field == nullptr || lacksRequired(*field, at, given)) return false;
      given.insert(at);
    }
    return true;
  }

  static bool lacksRequired(const Field& field, const std::string& at, const std::set<std::string>& given) {
    return std::any_of(field.properties.begin(), field.properties.end(), [&](const auto& property) {
      return property.second->presence == Presence::required && !given.contains(pointerJoin(at, property.first));
    });
  }

  const Field* itemShape(const std::string& list) const {
    if (list.empty()) return shape_;
    const Field* field = fieldBelow(shape_, list);
    return field == nullptr ? nullptr : field->items.get();
  }

  void putList(const std::string& list) {
    Json& items = items_.at(list);
    if (!items.empty()) setAt(data_, list, std::move(items));
  }

  std::string pointerOf(const DatumPlace& place) const {
    if (place.list.empty()) return place.inner;
    const std::size_t index = rows_.at(place.list).at(place.row);
    return index == kDropped ? place.list : pointerJoin(place.list, index) + place.inner;
  }

  // Into the nearest object around the datum that has a place for reasons.
  void putAbsence(const ReadDatum& datum) {
    if (shape_ == nullptr || (!datum.place.list.empty() && rows_.at(datum.place.list).at(datum.place.row) == kDropped)) return;
    const std::string pointer = pointerOf(datum.place);
    std::string owner, member;
    std::size_t length = 0;
    const Field* field = shape_;
    for (std::size_t at = 0; field != nullptr && at < pointer.size();) {
      for (const auto& [key, property] : field->properties) {
        if (property->absences) std::tie(owner, member, length) = std::tuple(pointer.substr(0, at), key, at);
      }
      const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
      const std::string token = tokensOf(pointer.substr(at, end - at)).front();
      const bool isItem = field->properties.empty() && field->items;
      field = isItem ? field->items.get() : field->property(token);
      at = end;
    }
    const Json* object = member.empty() ? nullptr : findPointer(data_, owner);
    if (object == nullptr || !object->is_object()) return;
    setAt(data_, pointerJoin(pointerJoin(owner, member), pointer.substr(length)), datum.verdict.absence);
  }

  void tellWarnings() {
    for (ReadDatum& datum : read_) {
      for (Problem& problem : datum.verdict.warnings) {
        problem.pointer = pointerOf(datum.place);
        warnings_.push_back(std::move(problem));
      }
    }
  }

  std::vector<ReadDatum> read_;
  const Field* shape_;
  std::vector<Problem>& warnings_;
  Json data_ = Json::object();
  std::map<std::string, std::map<std::size_t, std::size_t>> rows_;
  std::map<std::string, Json> items_;
};

}  // namespace

bool DatumPlace::operator<(const DatumPlace& other) const {
  return std::tie(list, row, inner) < std::tie(other.list, other.row, other.inner);
}

bool placeOfDatum(const FieldBinding& binding, DatumPlace& place) {
  if (!binding.tag || binding.datum == nullptr || binding.tag->kind != TagKind::variable) return false;
  std::string_view pointer = binding.tag->pointer;
  if (pointer.empty()) return false;
  const std::string items = binding.list + "/*";
  if (!binding.list.empty() && pointer.starts_with(items) && (pointer.size() == items.size() || pointer[items.size()] == '/')) {
    place.list = binding.list;
    place.row = binding.row;
    pointer.remove_prefix(items.size());
  }
  place.inner = pointer;
  return (place.inner + "/").find("/*/") == std::string::npos;
}

Json buildData(std::vector<ReadDatum> read, const Field* shape, std::vector<Problem>& warnings) {
  return Building(std::move(read), shape, warnings).build();
}

}  // namespace stesura

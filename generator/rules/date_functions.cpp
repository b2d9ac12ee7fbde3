#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "generator/italian/calendar.h"
#include "generator/rules/reader.h"

namespace stesura {
namespace {

using Value = std::unique_ptr<ValueNode>;

enum class Span { days, workingDays, months, years };
constexpr std::array<const char*, 4> kSpans = {"giorni", "giorni_lavorativi", "mesi", "anni"};

// The day of a date, or of a moment in the time of Europe/Rome; none of what is only partly known.
std::optional<CivilDay> dayOf(const Json& value) {
  if (!value.is_string()) return {};
  return readCivilDay(value.get_ref<const std::string&>());
}

// Each day is looked at; beyond the known holidays the walk ends by itself.
std::size_t stepsFor(std::int64_t days) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(days < 0 ? 0 - static_cast<std::uint64_t>(days)
                                                                   : static_cast<std::uint64_t>(days),
                                                          Steps::kBound));
}

std::string unknownHolidays() {
  return "i giorni festivi si conoscono soltanto " + std::string(kHolidaySpan);
}

class SpanBetween : public ValueNode {
 public:
  SpanBetween(Value from, Value to, Span span, WorkingWeek week)
      : ValueNode(resultField(kTypeInteger, Presence::optional)), from_(std::move(from)), to_(std::move(to)),
        span_(span), week_(week) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    const auto from = dayOf(from_->reckon(item, run));
    const auto to = dayOf(to_->reckon(item, run));
    if (!from || !to) return {};
    switch (span_) {
      case Span::days: return daysBetween(*from, *to);
      case Span::months: return monthsBetween(*from, *to);
      case Span::years: return yearsBetween(*from, *to);
      case Span::workingDays: break;
    }
    run.step(static_cast<std::size_t>(std::abs(daysBetween(*from, *to))));  // each day is looked at
    const auto days = workingDaysBetween(*from, *to, week_);
    if (!days) run.fail(unknownHolidays());
    return days ? Json(*days) : Json();
  }
  const DataPath* subject() const override { return to_->subject(); }

 private:
  Value from_, to_;
  Span span_;
  WorkingWeek week_;
};

class DayAfter : public ValueNode {
 public:
  DayAfter(Value date, Value amount, Span span, WorkingWeek week)
      : ValueNode(resultField(kTypeString, Presence::optional, "date")), date_(std::move(date)),
        amount_(std::move(amount)), span_(span), week_(week) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    const auto date = dayOf(date_->reckon(item, run));
    const auto amount = wholeNumber(amount_->reckon(item, run));
    if (!date || !amount) return {};
    if (span_ == Span::workingDays) run.step(stepsFor(*amount));
    const auto day = after(*date, *amount);
    if (day) return writeCivilDay(*day);
    run.fail(span_ == Span::workingDays ? unknownHolidays() : "la data è fuori dal calendario");
    return {};
  }
  const DataPath* subject() const override { return date_->subject(); }

 private:
  std::optional<CivilDay> after(CivilDay day, std::int64_t amount) const {
    switch (span_) {
      case Span::days: return addDays(day, amount);
      case Span::months: return addMonths(day, amount);
      case Span::years: return addYears(day, amount);
      case Span::workingDays: break;
    }
    return addWorkingDays(day, amount, week_);
  }

  Value date_, amount_;
  Span span_;
  WorkingWeek week_;
};

// «patrono» (MM-GG) and «sabato».
WorkingWeek readWeek(LanguageReader& reader, const Json& options, const std::string& pointer) {
  WorkingWeek week;
  week.saturday = reader.flag(options, pointer, "sabato", false);
  const std::string patron = reader.text(options, pointer, "patrono", "");
  if (patron.empty()) return week;
  const auto day = readCivilDay("2024-" + patron);
  if (day) {
    const std::chrono::year_month_day date(*day);
    week.patron = std::chrono::month_day(date.month(), date.day());
  } else {
    reader.complain(pointerJoin(pointer, "patrono"), "è il mese e il giorno del santo patrono, come «12-07»");
  }
  return week;
}

Value readDifference(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"da", "a", "in", "patrono", "sabato"});
  auto from = reader.value(options, "da", pointer, item, Wanted::date);
  auto to = reader.value(options, "a", pointer, item, Wanted::date);
  const WorkingWeek week = readWeek(reader, options, pointer);
  const std::string name = reader.text(options, pointer, "in", "giorni");
  for (std::size_t at = 0; at < kSpans.size(); ++at) {
    if (name != kSpans[at]) continue;
    if (!from || !to) return nullptr;
    return std::make_unique<SpanBetween>(std::move(from), std::move(to), static_cast<Span>(at), week);
  }
  reader.complain(pointerJoin(pointer, "in"), "è «giorni», «giorni_lavorativi», «mesi» o «anni»");
  return nullptr;
}

Value readLater(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"data", "giorni", "giorni_lavorativi", "mesi", "anni", "patrono", "sabato"});
  auto date = reader.value(options, "data", pointer, item, Wanted::date);
  const WorkingWeek week = readWeek(reader, options, pointer);
  Value amount;
  Span span = Span::days;
  std::size_t named = 0;
  for (std::size_t at = 0; at < kSpans.size(); ++at) {
    if (MemberReader::member(options, kSpans[at]) == nullptr) continue;
    ++named;
    span = static_cast<Span>(at);
    amount = reader.value(options, kSpans[at], pointer, item, Wanted::number);
  }
  if (named != 1) {
    reader.complain(pointer, "ci vuole uno solo fra «giorni», «giorni_lavorativi», «mesi» e «anni»");
    return nullptr;
  }
  if (!date || !amount) return nullptr;
  return std::make_unique<DayAfter>(std::move(date), std::move(amount), span, week);
}

constexpr std::array<LanguageFunction, 2> kFunctions = {{{"differenza_date", readDifference}, {"data_piu", readLater}}};

}  // namespace

std::span<const LanguageFunction> dateFunctions() { return kFunctions; }

}  // namespace stesura

// Draws a chart (bars, lines, radar, Gantt) from its figures as a vector picture for print.
#pragma once

#include <string>

#include "generator/json/json.h"
#include "generator/picture/drawing.h"

namespace stesura {

// The room that the chart is to fill, in points. One with more bars or rows than fit legibly grows
// in the same proportions; past twice the room it is refused.
struct ChartRoom {
  double width = 453;   // 16 cm
  double height = 255;  // 9 cm
};

// `chart` is an object as `definizioni.schema.json#/$defs/grafico` tells: tipo («barre»,
// «barre_impilate», «linee», «radar», «gantt»), titolo, unita, categorie, serie, obiettivo,
// attivita. Returns "" or an Italian clause of what is wrong with it, without any of its values.
// Same chart, same bytes.
std::string drawChart(const Json& chart, const ChartRoom& room, Drawing& drawing);

// The chart's own `testo_alternativo`, else its figures in words, at most about a thousand
// characters. For a chart that drawChart() accepts.
std::string describeChart(const Json& chart);

}  // namespace stesura

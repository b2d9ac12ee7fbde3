// Frames whose name or title is a tag: the places of pictures, QR codes and charts.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/odf/markup.h"

namespace stesura {

// The frames of one part, between the two steps of the compiler.
class PictureFrames {
 public:
  // Before readTags(): takes the tags with |immagine, |qr or |grafico from names and titles, and
  // the placeholders out of their frames. What is wrong with a frame goes to `problems`.
  PictureFrames(pugi::xml_node root, std::string_view part, Tokens& tokens,
                std::vector<Problem>& problems);

  // After makeNamesUnique(): puts what a writer fills in the place of each frame.
  void replace(pugi::xml_node root);

  // The pictures that stood in the frames, by the names of their parts.
  const std::set<std::string>& placeholders() const { return placeholders_; }

 private:
  struct Found {
    Tag tag;
    std::string title, description;
    double width, height;
  };
  void collect(pugi::xml_node node, std::vector<Problem>& problems);
  void take(pugi::xml_node frame, std::vector<Problem>& problems);
  void put(pugi::xml_node frame, const Found& found);

  std::string names_;
  Tokens& tokens_;
  std::vector<Found> found_;
  std::set<std::string> placeholders_;
};

// The parts of the package that a tree still refers to.
void collectPictures(pugi::xml_node root, std::set<std::string>& names);

}  // namespace stesura

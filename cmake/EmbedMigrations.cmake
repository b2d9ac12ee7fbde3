# Writes the numbered .sql files of FOLDER into the C++ file OUTPUT.
cmake_minimum_required(VERSION 3.25)
file(GLOB files "${FOLDER}/*.sql")
list(SORT files)
set(entries "")
set(numbers "")
foreach(file IN LISTS files)
  get_filename_component(stem "${file}" NAME_WE)
  string(REGEX MATCH "^([0-9]+)_(.+)$" found "${stem}")
  if(NOT found)
    message(FATAL_ERROR "${stem}.sql: a migration is called NNN_name.sql")
  endif()
  set(name "${CMAKE_MATCH_2}")
  math(EXPR number "${CMAKE_MATCH_1} + 0") # leading zeros would be octal in C++
  if(number IN_LIST numbers)
    message(FATAL_ERROR "${stem}.sql: another migration has this number")
  endif()
  list(APPEND numbers ${number})
  file(READ "${file}" sql)
  string(APPEND entries "      {${number}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE "${OUTPUT}.new" "#include \"service/store/migrations.h\"

namespace stesura {

const std::vector<Migration>& migrations() {
  static const std::vector<Migration> all = {
${entries}  };
  return all;
}

}  // namespace stesura
")
file(COPY_FILE "${OUTPUT}.new" "${OUTPUT}" ONLY_IF_DIFFERENT)

// The file of the master keys: its form, how it is replaced, and the sheet on which it is printed.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "service/store/cipher.h"

namespace stesura {

// The master keys by number; the highest is the one in use, the others only open. The file lies
// outside the data folder, mode 0600: a line a key, «1 <64 hex digits>».
struct MasterKeys {
  std::map<int, Secret> keys;  // 32 bytes each
  std::filesystem::path file;

  // Throws Error{surroundings} for a file that is missing, readable by others, or no key file.
  static MasterKeys fromFile(const std::filesystem::path& file);
  // Writes a new file with one random key. Throws Error{surroundings} if it exists.
  static MasterKeys create(const std::filesystem::path& file);
};

// Writes them to their file. Throws Error{surroundings} if it exists.
void writeKeys(const MasterKeys& keys);

// `--chiave`, else the environment's STESURA_CHIAVE, else beside the data folder: «DIR.chiave».
std::filesystem::path keyFileOf(const std::filesystem::path& data, const std::string& option);
// Throws Error{usage} for a key file within the data folder: a copy of the one would hold the other.
void refuseKeyInside(const std::filesystem::path& data, const std::filesystem::path& keyFile);

// Adds one random key with the next number; the file is replaced as a whole, and on the disk.
MasterKeys withNewKey(const MasterKeys& keys);
// Takes a key out of the file. Throws Error{usage} for the newest and for an unknown one.
MasterKeys withoutKey(const MasterKeys& keys, int number);

// A page of text to be printed and locked away: each line has four groups of four digits and a
// fifth to check them. Typed in again it gives the same file, byte by byte.
std::string recoverySheet(const MasterKeys& keys);
// Throws Error{data} that names each line which was mistyped, Error{surroundings} if the file exists.
MasterKeys fromRecoverySheet(std::string_view typed, const std::filesystem::path& file);

}  // namespace stesura

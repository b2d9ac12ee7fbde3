#include "generator/form/composition.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stesura {

namespace {

struct Mark {
  char16_t mark;
  std::u16string_view pairs;  // letter, composed; letter, composed; … by letter
};

constexpr std::array kMarks{
    Mark{0x0300,
     u"AÀEÈIÌNǸOÒUÙWẀYỲaàeèiìnǹoòuùwẁyỳÂẦÊỀÔỒÜǛâầêềôồüǜĂẰăằĒḔēḕŌṐōṑƠỜơờƯỪưừ"},  // grave accent
    Mark{0x0301,
     u"AÁCĆEÉGǴIÍKḰLĹMḾNŃOÓPṔRŔSŚUÚWẂYÝZŹaácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzźÂẤÅǺÆǼÇḈÊẾÏḮ"
     u"ÔỐÕṌØǾÜǗâấåǻæǽçḉêếïḯôốõṍøǿüǘĂẮăắĒḖēḗŌṒōṓŨṸũṹƠỚơớƯỨưứ"},  // acute accent
    Mark{0x0302,
     u"AÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶZẐaâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑẠẬạậẸỆẹệỌỘọộ"},  // circumflex accent
    Mark{0x0303,
     u"AÃEẼIĨNÑOÕUŨVṼYỸaãeẽiĩnñoõuũvṽyỹÂẪÊỄÔỖâẫêễôỗĂẴăẵƠỠơỡƯỮưữ"},  // tilde
    Mark{0x0304,
     u"AĀEĒGḠIĪOŌUŪYȲaāeēgḡiīoōuūyȳÄǞÆǢÕȬÖȪÜǕäǟæǣõȭöȫüǖǪǬǫǭȦǠȧǡȮȰȯȱḶḸḷḹṚṜṛṝ"},  // macron
    Mark{0x0306,
     u"AĂEĔGĞIĬOŎUŬaăeĕgğiĭoŏuŭȨḜȩḝẠẶạặ"},  // breve
    Mark{0x0307,
     u"AȦBḂCĊDḊEĖFḞGĠHḢIİMṀNṄOȮPṖRṘSṠTṪWẆXẊYẎZŻaȧbḃcċdḋeėfḟgġhḣmṁnṅoȯpṗrṙsṡtṫwẇxẋyẏzżŚṤ"
     u"śṥŠṦšṧſẛṢṨṣṩ"},  // dot above
    Mark{0x0308,
     u"AÄEËHḦIÏOÖUÜWẄXẌYŸaäeëhḧiïoötẗuüwẅxẍyÿÕṎõṏŪṺūṻ"},  // diaeresis
    Mark{0x0309,
     u"AẢEẺIỈOỎUỦYỶaảeẻiỉoỏuủyỷÂẨÊỂÔỔâẩêểôổĂẲăẳƠỞơởƯỬưử"},  // hook above
    Mark{0x030A,
     u"AÅUŮaåuůwẘyẙ"},  // ring above
    Mark{0x030B,
     u"OŐUŰoőuű"},  // double acute accent
    Mark{0x030C,
     u"AǍCČDĎEĚGǦHȞIǏKǨLĽNŇOǑRŘSŠTŤUǓZŽaǎcčdďeěgǧhȟiǐjǰkǩlľnňoǒrřsštťuǔzžÜǙüǚƷǮʒǯ"},  // caron
    Mark{0x030F,
     u"AȀEȄIȈOȌRȐUȔaȁeȅiȉoȍrȑuȕ"},  // double grave accent
    Mark{0x0311,
     u"AȂEȆIȊOȎRȒUȖaȃeȇiȋoȏrȓuȗ"},  // inverted breve
    Mark{0x031B,
     u"OƠUƯoơuư"},  // horn
    Mark{0x0323,
     u"AẠBḄDḌEẸHḤIỊKḲLḶMṂNṆOỌRṚSṢTṬUỤVṾWẈYỴZẒaạbḅdḍeẹhḥiịkḳlḷmṃnṇoọrṛsṣtṭuụvṿwẉyỵzẓƠỢơợ"
     u"ƯỰưự"},  // dot below
    Mark{0x0324,
     u"UṲuṳ"},  // diaeresis below
    Mark{0x0325,
     u"AḀaḁ"},  // ring below
    Mark{0x0326,
     u"SȘTȚsștț"},  // comma below
    Mark{0x0327,
     u"CÇDḐEȨGĢHḨKĶLĻNŅRŖSŞTŢcçdḑeȩgģhḩkķlļnņrŗsştţ"},  // cedilla
    Mark{0x0328,
     u"AĄEĘIĮOǪUŲaąeęiįoǫuų"},  // ogonek
    Mark{0x032D,
     u"DḒEḘLḼNṊTṰUṶdḓeḙlḽnṋtṱuṷ"},  // circumflex accent below
    Mark{0x032E,
     u"HḪhḫ"},  // breve below
    Mark{0x0330,
     u"EḚIḬUṴeḛiḭuṵ"},  // tilde below
    Mark{0x0331,
     u"BḆDḎKḴLḺNṈRṞTṮZẔbḇdḏhẖkḵlḻnṉrṟtṯzẕ"},  // macron below
};

}  // namespace

char32_t composed(char32_t letter, char32_t mark) {
  const auto found = std::find_if(kMarks.begin(), kMarks.end(),
                                  [mark](const Mark& known) { return known.mark == mark; });
  if (found == kMarks.end()) return 0;
  for (std::size_t at = 0; at + 1 < found->pairs.size(); at += 2)
    if (found->pairs[at] == letter) return found->pairs[at + 1];
  return 0;
}

}  // namespace stesura

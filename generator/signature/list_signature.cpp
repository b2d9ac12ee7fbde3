#include "generator/signature/list_signature.h"

#include <libxml/valid.h>
#include <libxml/xmlerror.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/signature/openssl_pointer.h"
#include "generator/signature/xml_document.h"

namespace stesura {
namespace {

constexpr const char* kDsig = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::size_t kMostReferences = 8, kMostCertificates = 8;
constexpr std::size_t kLongestCertificate = 88u << 10;

constexpr std::array<std::string_view, 6> kSignatureMethods = {
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"};
constexpr std::array<std::string_view, 3> kDigestMethods = {"http://www.w3.org/2001/04/xmlenc#sha256",
                                                            "http://www.w3.org/2001/04/xmldsig-more#sha384",
                                                            "http://www.w3.org/2001/04/xmlenc#sha512"};

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorKind::data, "La firma dell’elenco di fiducia non si può accettare: " + sentence);
}

template <std::size_t size>
bool isOneOf(const std::array<std::string_view, size>& known, const std::string& algorithm) {
  return std::find(known.begin(), known.end(), algorithm) != known.end();
}

std::string algorithmOf(const xmlNode* parent, const char* name) {
  const xmlNode* node = child(parent, {kDsig, name});
  return node ? attribute(node, "Algorithm") : std::string();
}

xmlNode* onlySignature(xmlNode* root) {
  std::vector<xmlNode*> found;
  eachElement(root, [&](xmlNode* element) {
    if (isNamed(element, {kDsig, "Signature"})) found.push_back(element);
  });
  if (found.empty()) refuse("non c’è.");
  if (found.size() > 1) refuse("ce n’è più d’una.");
  if (found.front()->parent != root) refuse("non è quella di tutto il documento.");
  return found.front();
}

bool isWithin(const xmlNode* node, const xmlNode* ancestor) {
  while (node && node != ancestor) node = node->parent;
  return node != nullptr;
}

// The elements that bear this identifier, in whatever attribute an application may take for one.
struct Identified {
  std::vector<xmlAttr*> attributes;
};

Identified identifiedBy(xmlNode* root, const std::string& id) {
  Identified found;
  eachElement(root, [&](xmlNode* element) {
    for (xmlAttr* one = element->properties; one; one = one->next) {
      const std::string_view name(reinterpret_cast<const char*>(one->name));
      const bool isId =
          name.size() == 2 && (name[0] == 'I' || name[0] == 'i') && (name[1] == 'D' || name[1] == 'd');
      if (!isId) continue;
      const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(
          xmlNodeListGetString(element->doc, one->children, 1), [](xmlChar* owned) { xmlFree(owned); });
      if (value && id == reinterpret_cast<const char*>(value.get())) found.attributes.push_back(one);
    }
  });
  return found;
}

// Letters that cannot end the expression into which xmlsec puts an identifier.
bool isPlainId(std::string_view id) {
  return !id.empty() && id.size() <= 200 &&
         id.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
             "0123456789_-.") == std::string_view::npos;
}

std::vector<std::string> transformsOf(const xmlNode* reference) {
  std::vector<std::string> algorithms;
  const xmlNode* list = child(reference, {kDsig, "Transforms"});
  for (const xmlNode* transform : children(list, {kDsig, "Transform"}))
    algorithms.push_back(attribute(transform, "Algorithm"));
  return algorithms;
}

// Finds the element a reference names, and tells the parser that this one bears the identifier.
xmlNode* registeredTarget(xmlNode* root, const std::string& id) {
  const Identified found = identifiedBy(root, id);
  if (!isPlainId(id) || found.attributes.size() != 1) refuse("un suo riferimento non è univoco.");
  xmlAttr* attribute = found.attributes.front();
  xmlAddID(nullptr, root->doc, reinterpret_cast<const xmlChar*>(id.c_str()), attribute);
  return attribute->parent;
}

// True for the reference to the whole document.
bool checkReference(xmlNode* root, const xmlNode* signature, const xmlNode* reference) {
  if (!isOneOf(kDigestMethods, algorithmOf(reference, "DigestMethod")))
    refuse("usa un’impronta debole o non conosciuta.");
  const bool hasUri = xmlHasNsProp(reference, reinterpret_cast<const xmlChar*>("URI"), nullptr) != nullptr;
  const std::string uri = attribute(reference, "URI");
  if (!hasUri || (!uri.empty() && uri[0] != '#')) refuse("rimanda a qualcosa che non è nell’elenco.");
  const xmlNode* target = uri.empty() ? root : registeredTarget(root, uri.substr(1));
  const auto transforms = transformsOf(reference);
  if (target == root) {
    if (transforms.size() != 2 || transforms[0] != kEnveloped || transforms[1] != kExclusive) {
      refuse("trasforma l’elenco in un modo che non è ammesso.");
    }
    return true;
  }
  if (target == signature || !isWithin(target, signature)) refuse("riguarda solo una parte dell’elenco.");
  if (transforms.size() > 1 || (transforms.size() == 1 && transforms[0] != kExclusive))
    refuse("trasforma i dati in un modo che non è ammesso.");
  return false;
}

void checkShape(xmlNode* root, const xmlNode* signature) {
  const xmlNode* info = child(signature, {kDsig, "SignedInfo"});
  if (children(signature, {kDsig, "SignedInfo"}).size() != 1) refuse("non dice che cosa è firmato.");
  if (algorithmOf(info, "CanonicalizationMethod") != kExclusive)
    refuse("la forma canonica non è quella prescritta.");
  if (!isOneOf(kSignatureMethods, algorithmOf(info, "SignatureMethod")))
    refuse("usa un algoritmo debole o non conosciuto.");
  const auto references = children(info, {kDsig, "Reference"});
  if (references.size() > kMostReferences) refuse("ha troppi riferimenti.");
  const auto whole = std::count_if(references.begin(), references.end(), [&](const xmlNode* reference) {
    return checkReference(root, signature, reference);
  });
  if (whole != 1) refuse("non riguarda tutto l’elenco.");
}

std::vector<X509Pointer> certificatesOf(const xmlNode* signature) {
  std::vector<X509Pointer> found;
  for (const xmlNode* data : children(child(signature, {kDsig, "KeyInfo"}), {kDsig, "X509Data"})) {
    for (const xmlNode* one : children(data, {kDsig, "X509Certificate"})) {
      if (found.size() >= kMostCertificates) refuse("porta troppi certificati.");
      found.push_back(certificateInText(one));
      if (!found.back()) refuse("porta un certificato che non si legge.");
    }
  }
  if (found.empty()) refuse("non porta il certificato di chi ha firmato.");
  return found;
}

struct ContextDeleter {
  void operator()(xmlSecDSigCtx* context) const { xmlSecDSigCtxDestroy(context); }
};
using Context = std::unique_ptr<xmlSecDSigCtx, ContextDeleter>;

void admitOnlyWhatIsKnown(xmlSecDSigCtx* context) {
  for (const xmlSecTransformId id :
       {xmlSecTransformExclC14NId, xmlSecTransformRsaSha256Id, xmlSecTransformRsaSha384Id,
        xmlSecTransformRsaSha512Id, xmlSecTransformEcdsaSha256Id, xmlSecTransformEcdsaSha384Id,
        xmlSecTransformEcdsaSha512Id}) {
    xmlSecDSigCtxEnableSignatureTransform(context, id);
  }
  for (const xmlSecTransformId id :
       {xmlSecTransformEnvelopedId, xmlSecTransformExclC14NId, xmlSecTransformInclC14NId,
        xmlSecTransformSha256Id, xmlSecTransformSha384Id, xmlSecTransformSha512Id}) {
    xmlSecDSigCtxEnableReferenceTransform(context, id);
  }
  context->enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
  context->flags |= XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS;
}

bool isVerifiedBy(xmlNode* signature, X509* certificate) {
  const Context context(xmlSecDSigCtxCreate(nullptr));
  if (!context) return false;
  admitOnlyWhatIsKnown(context.get());
  const std::string der = derOf(certificate);
  // With a key of its own xmlsec looks for none in the file.
  context->signKey = xmlSecCryptoAppKeyLoadMemory(reinterpret_cast<const xmlSecByte*>(der.data()),
                                                  static_cast<xmlSecSize>(der.size()),
                                                  xmlSecKeyDataFormatCertDer, nullptr, nullptr, nullptr);
  return context->signKey && xmlSecDSigCtxVerify(context.get(), signature) == 0 &&
         context->status == xmlSecDSigStatusSucceeded;
}

void beSilent(void*, const char*, ...) {}
void beSilentToo(void*, xmlError*) {}

// libxml2 tells its errors to the terminal unless told otherwise, thread by thread.
class SilentXml {
 public:
  SilentXml()
      : plain_(xmlGenericError),
        plainContext_(xmlGenericErrorContext),
        structured_(xmlStructuredError),
        structuredContext_(xmlStructuredErrorContext) {
    xmlSetGenericErrorFunc(nullptr, &beSilent);
    xmlSetStructuredErrorFunc(nullptr, &beSilentToo);
  }
  ~SilentXml() {
    xmlSetGenericErrorFunc(plainContext_, plain_);
    xmlSetStructuredErrorFunc(structuredContext_, structured_);
    xmlResetLastError();
    ERR_clear_error();
  }
  SilentXml(const SilentXml&) = delete;
  SilentXml& operator=(const SilentXml&) = delete;

 private:
  xmlGenericErrorFunc plain_;
  void* plainContext_;
  xmlStructuredErrorFunc structured_;
  void* structuredContext_;
};

}  // namespace

bool startXmlsec() {
  static const bool ready = [] {
    xmlSecErrorsDefaultCallbackEnableOutput(0);
    return xmlSecInit() == 0 && xmlSecCheckVersion() == 1 && xmlSecCryptoInit() == 0;
  }();
  return ready;
}

X509Pointer certificateInText(const xmlNode* element) {
  const std::string text = textOf(element);
  if (text.size() > kLongestCertificate) return nullptr;
  const OpenSsl<EVP_ENCODE_CTX, EVP_ENCODE_CTX_free> decoder(EVP_ENCODE_CTX_new());
  std::string der(text.size() + 8, '\0');
  auto* to = reinterpret_cast<unsigned char*>(der.data());
  int length = 0, last = 0;
  EVP_DecodeInit(decoder.get());
  const bool whole =
      EVP_DecodeUpdate(decoder.get(), to, &length, reinterpret_cast<const unsigned char*>(text.data()),
                       static_cast<int>(text.size())) >= 0 &&
      EVP_DecodeFinal(decoder.get(), to + length, &last) == 1;
  ERR_clear_error();
  if (!whole) return nullptr;
  der.resize(static_cast<std::size_t>(length + last));
  const auto read = certificatesIn(der);
  return read.size() == 1 ? read.front() : nullptr;
}

X509Pointer listSigner(xmlDoc* document) {
  xmlNode* root = xmlDocGetRootElement(document);
  xmlNode* signature = onlySignature(root);
  checkShape(root, signature);
  const auto certificates = certificatesOf(signature);
  if (!startXmlsec())
    throw Error(ErrorKind::surroundings,
                "La verifica degli elenchi di fiducia non si avvia: reinstallare libxmlsec1-openssl.");
  const SilentXml silent;
  for (const X509Pointer& certificate : certificates) {
    if (!isVerifiedBy(signature, certificate.get())) continue;
    if (hasWeakKey(certificate.get())) refuse("la chiave di chi ha firmato è debole.");
    return certificate;
  }
  refuse("non corrisponde al contenuto; il file è stato alterato.");
}

}  // namespace stesura

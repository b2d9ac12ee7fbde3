// Empty signature fields in the place of links «stesura:firma/…».
#pragma once

/* Watchfloor: names for what is made.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "gen-name.h"

#include <string.h>

typedef struct
{
  const char *zh, *en;
} Syllable;

static const Syllable first[] = {
  { "海", "Hai" },   { "滨", "Bin" },   { "云", "Yun" },  { "松", "Song" },  { "白", "Bai" },
  { "青", "Qing" },  { "长", "Chang" }, { "永", "Yong" }, { "安", "An" },    { "和", "He" },
  { "兴", "Xing" },  { "明", "Ming" },  { "泰", "Tai" },  { "金", "Jin" },   { "银", "Yin" },
  { "玉", "Yu" },    { "春", "Chun" },  { "秋", "Qiu" },  { "东", "Dong" },  { "南", "Nan" },
  { "西", "Xi" },    { "北", "Bei" },   { "凌", "Ling" }, { "望", "Wang" },  { "听", "Ting" },
  { "碧", "Bi" },    { "翠", "Cui" },   { "枫", "Feng" }, { "槐", "Huai" },  { "柳", "Liu" },
  { "鹭", "Lu" },    { "鸥", "Ou" },    { "帆", "Fan" },  { "渔", "Yu" },    { "锦", "Jin" },
  { "祥", "Xiang" }, { "瑞", "Rui" },   { "福", "Fu" },   { "广", "Guang" }, { "新", "Xin" },
  { "景", "Jing" },  { "文", "Wen" },   { "学", "Xue" },  { "星", "Xing" },  { "澜", "Lan" },
  { "朝", "Chao" },  { "晨", "Chen" },  { "石", "Shi" },  { "沙", "Sha" },   { "红", "Hong" },
};

static const Syllable second[] = {
  { "山", "shan" }, { "河", "he" },   { "江", "jiang" }, { "泉", "quan" },  { "阳", "yang" },
  { "宁", "ning" }, { "平", "ping" }, { "昌", "chang" }, { "盛", "sheng" }, { "波", "bo" },
  { "涛", "tao" },  { "岭", "ling" }, { "湾", "wan" },   { "港", "gang" },  { "桥", "qiao" },
  { "林", "lin" },  { "园", "yuan" }, { "光", "guang" }, { "华", "hua" },   { "源", "yuan" },
  { "浦", "pu" },   { "屿", "yu" },   { "岬", "jia" },   { "汀", "ting" },  { "渚", "zhu" },
  { "霞", "xia" },  { "月", "yue" },  { "风", "feng" },  { "溪", "xi" },    { "塘", "tang" },
  { "堡", "bao" },  { "坪", "ping" }, { "坨", "tuo" },   { "麓", "lu" },    { "台", "tai" },
  { "庆", "qing" }, { "康", "kang" }, { "裕", "yu" },    { "达", "da" },    { "民", "min" },
};

static const Syllable estates[] = {
  { "花园", "Garden" },    { "小区", "Estate" },   { "家园", "Homes" },    { "名苑", "Court" },
  { "雅居", "Residence" }, { "新城", "New Town" }, { "公馆", "Mansions" }, { "里", "Terrace" },
};

struct _GenNamer
{
  GenRandom random;
  GHashTable *given; /* zh -> itself; owned */
};

GenNamer *
gen_namer_new (guint64 seed)
{
  GenNamer *namer = g_new0 (GenNamer, 1);

  namer->random = gen_random (seed, 901);
  namer->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return namer;
}

void
gen_namer_free (GenNamer *namer)
{
  if (namer == NULL)
    return;
  g_hash_table_unref (namer->given);
  g_free (namer);
}

static const Syllable *
pick (GenNamer *namer, const Syllable *table, guint n)
{
  return &table[gen_random_below (&namer->random, n)];
}

static void
make_once (GenNamer *namer, GenNameKind kind, gboolean longer, char **zh, char **en)
{
  static const Syllable ends[] = {
    [GEN_NAME_ROAD] = { "路", " Road" },
    [GEN_NAME_AVENUE] = { "大街", " Avenue" },
    [GEN_NAME_STREET] = { "街", " Street" },
    [GEN_NAME_LANE] = { "巷", " Lane" },
    [GEN_NAME_DISTRICT] = { "区", " District" },
    [GEN_NAME_SUBDISTRICT] = { "街道", " Subdistrict" },
    [GEN_NAME_COMMUNITY] = { "社区", " Community" },
    [GEN_NAME_SCHOOL] = { "学校", " School" },
    [GEN_NAME_PARK] = { "公园", " Park" },
    [GEN_NAME_STOP] = { "", "" },
  };
  const Syllable *a = pick (namer, first, G_N_ELEMENTS (first));
  const Syllable *b = pick (namer, second, G_N_ELEMENTS (second));
  const Syllable *c = pick (namer, second, G_N_ELEMENTS (second));
  const Syllable *end
      = kind == GEN_NAME_ESTATE ? pick (namer, estates, G_N_ELEMENTS (estates)) : &ends[kind];

  *zh = g_strconcat (a->zh, b->zh, longer ? c->zh : "", end->zh, NULL);
  *en = g_strconcat (a->en, b->en, longer ? c->en : "", kind == GEN_NAME_ESTATE ? " " : "", end->en,
                     NULL);
}

void
gen_namer_make (GenNamer *namer, GenNameKind kind, char **zh, char **en)
{
  for (guint try = 0;; try++)
    {
      make_once (namer, kind, try > 6, zh, en);
      /* After so many tries all are used up; two lanes of one name are no harm then. */
      if (try > 40 || g_hash_table_add (namer->given, g_strdup (*zh)))
        return;
      g_free (*zh);
      g_free (*en);
    }
}

using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Tests.Platform.Words;

public sealed class NounsTests
{
    [Theory]
    [InlineData("palette", Language.French, "palettes")]
    [InlineData("Voyage", Language.French, "Voyages")]
    [InlineData("plateau", Language.French, "plateaux")]
    [InlineData("baril métrique", Language.French, "barils métrique")]
    [InlineData("bois", Language.French, "bois")]
    [InlineData("kg", Language.French, "kg")]
    [InlineData("m²", Language.French, "m²")]
    [InlineData("pallet", Language.English, "pallets")]
    [InlineData("box", Language.English, "boxes")]
    [InlineData("foot", Language.English, "feet")]
    [InlineData("assembly", Language.English, "assemblies")]
    public void Plural_Noun_AsWritten(string noun, Language language, string expected) => Nouns.Plural(noun, language).Should().Be(expected);

    [Theory]
    [InlineData("palette", true)]
    [InlineData("Unité", true)]
    [InlineData("heure", true)]
    [InlineData("livraison", false)]
    [InlineData("voyage", false)]
    [InlineData("kilogramme", false)]
    [InlineData("récupération", true)]
    public void IsFeminine_Unit_KnownOrByItsEnding(string noun, bool expected) => Nouns.IsFeminine(noun).Should().Be(expected);

    [Theory]
    [InlineData(1, "unité", "Palette Europe reconditionnée 1200×800", "1 palette Europe reconditionnée 1200×800")]
    [InlineData(2, "unité", "Palette Europe reconditionnée 1200×800", "2 palettes Europe reconditionnées 1200×800")]
    [InlineData(1.5, "palette", "Palette neuve 48×48, usage intensif", "1.5 palette neuve 48×48, usage intensif")]
    [InlineData(30, "palette", "Palette à dés 48×40, 9 dés, 4 entrées", "30 palettes à dés 48×40, 9 dés, 4 entrées")]
    [InlineData(8, "palette", "Palette 48×40 traitée thermiquement (NIMP 15)", "8 palettes 48×40 traitées thermiquement (NIMP 15)")]
    [InlineData(4, "palette", "Palette sur mesure 60×48 pour machinerie", "4 palettes sur mesure 60×48 pour machinerie")]
    [InlineData(2, "unité", "Berceau sur mesure pour charges longues, 12 pieds", "2 berceaux sur mesure pour charges longues, 12 pieds")]
    [InlineData(3, "voyage", "Récupération de palettes usagées, par voyage", "3 × Récupération de palettes usagées, par voyage")]
    [InlineData(3, "voyage", "Palette neuve", "3 × Palette neuve")]
    public void Counted_FrenchName_Agrees(double quantity, string unit, string name, string expected) =>
        Nouns.Counted((decimal)quantity, FormattableString.Invariant($"{quantity}"), unit, name, Language.French).Should().Be(expected);

    [Theory]
    [InlineData(1, "unit", "Euro pallet 1200×800, 4-way", "1 Euro pallet 1200×800, 4-way")]
    [InlineData(12, "pallet", "New pallet 36×36 for drums", "12 new pallets 36×36 for drums")]
    [InlineData(12, "pallet", "Block pallet 48×40, 9 blocks, 4-way", "12 block pallets 48×40, 9 blocks, 4-way")]
    [InlineData(2, "pallet", "Heat-treated pallet 48×40 (ISPM 15)", "2 heat-treated pallets 48×40 (ISPM 15)")]
    [InlineData(2, "load", "Recovery of used pallets, per load", "2 × Recovery of used pallets, per load")]
    public void Counted_EnglishName_Agrees(double quantity, string unit, string name, string expected) =>
        Nouns.Counted((decimal)quantity, FormattableString.Invariant($"{quantity}"), unit, name, Language.English).Should().Be(expected);
}

using System.Security.Cryptography;
using System.Text;

namespace Bench.Sweeps;

/// <summary>
/// What makes a cell the same cell: the first 32 hexadecimal digits of SHA-256 over its canonical JSON. Canonical means keys
/// sorted, numbers in the shortest form that reads back the same, and nothing that cannot change a number: no labels and
/// paths, no option at its default, no option that the optimizer, schedule or format at hand does not look at.
/// </summary>
public static class CellIdentity
{
    /// <summary>The identity of a cell whose fingerprints are filled.</summary>
    public static string Of(CellSpec cell) => OfCurve(cell)(cell.Compression);

    /// <summary>The identities of the cells that differ from one in their compression only: quick, since only the ratio is written anew.</summary>
    public static Func<double, string> OfCurve(CellSpec cell)
    {
        var rest = CanonicalCell.WriteRest(cell);
        return compression => Hash(CanonicalCell.Write(compression, rest));
    }

    /// <summary>
    /// The identity of what a cell starts from: data set, model, seed, recipe, precision and the versions behind them; for
    /// imported weights their SHA-256 and normalization instead of seed and recipe.
    /// </summary>
    public static string PretrainingOf(CellSpec cell) => Hash(CanonicalCell.WritePretraining(cell));

    /// <summary>The text behind <see cref="Of"/>.</summary>
    public static string CanonicalJson(CellSpec cell) => Encoding.UTF8.GetString(CanonicalCell.Write(cell.Compression, CanonicalCell.WriteRest(cell)));

    /// <summary>The text behind <see cref="PretrainingOf"/>.</summary>
    public static string CanonicalPretrainingJson(CellSpec cell) => Encoding.UTF8.GetString(CanonicalCell.WritePretraining(cell));

    internal static string Hash(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 16));
}

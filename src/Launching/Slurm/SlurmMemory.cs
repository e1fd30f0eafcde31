using System.Globalization;

namespace Bench.Launching;

/// <summary>Amounts of memory as Slurm writes them: megabytes, or with K, M, G or T.</summary>
internal static class SlurmMemory
{
    /// <summary>Megabytes; 0 where the text says none.</summary>
    public static double Megabytes(string text)
    {
        var unit = text.Length > 0 ? char.ToUpperInvariant(text[^1]) : ' ';
        var scale = unit switch { 'K' => 1.0 / 1024, 'G' => 1024, 'T' => 1024 * 1024, _ => 1 };
        return double.TryParse("KMGT".Contains(unit) ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number * scale : 0;
    }
}

namespace Bench.Results;

/// <summary>Bits as text: eight a byte, the first in the lowest, the bytes in base64.</summary>
public static class PackedBits
{
    /// <summary>What such a text never begins with: before the share of the widths, where a narrower network of the same family takes the place of a pruned one.</summary>
    public const string Width = "width=";

    public static string Pack(IReadOnlyList<bool> bits)
    {
        var bytes = new byte[(bits.Count + 7) / 8];
        for (var i = 0; i < bits.Count; i++)
            if (bits[i]) bytes[i / 8] |= (byte)(1 << (i % 8));
        return Convert.ToBase64String(bytes);
    }

    /// <exception cref="FormatException">The text has not as many.</exception>
    public static bool[] Unpack(string text, int count)
    {
        var bytes = Convert.FromBase64String(text);
        if (bytes.Length != (count + 7) / 8) throw new FormatException($"{bytes.Length} bytes do not hold {count} bits");
        return [.. Enumerable.Range(0, count).Select(i => (bytes[i / 8] >> (i % 8) & 1) == 1)];
    }
}

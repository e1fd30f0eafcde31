using System.Globalization;
using System.Numerics;
using System.Text;

namespace Bench.Tensors;

/// <summary>Numbers and strings as pickles write them; whole numbers are <see cref="long"/> where they fit, else <see cref="BigInteger"/>.</summary>
internal static class PickleLiterals
{
    private const int LongestNumber = 256;

    /// <summary>A whole number in digits.</summary>
    public static object Whole(string text) => text.Length <= LongestNumber && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Narrow(number) : throw Damaged();

    /// <summary>A whole number in bytes, the lowest first.</summary>
    public static object Whole(byte[] bytes) => Narrow(new BigInteger(bytes));

    private static object Narrow(BigInteger number)
    {
        if (number < long.MinValue || number > long.MaxValue) return number;
        var narrow = (long)number;
        return narrow;
    }

    /// <summary>A length of a number in bytes, which is bounded.</summary>
    public static long Short(long length) => length <= LongestNumber ? length : throw Damaged();

    /// <summary>A string as protocol 0 writes it.</summary>
    public static byte[] Quoted(string line) =>
        line.Length >= 2 && line[0] == line[^1] && line[0] is '\'' or '"' ? Encoding.Latin1.GetBytes(PickleEscapes.Quoted(line[1..^1])) : throw Damaged();

    private static InvalidDataException Damaged() => new("its pickle is damaged");
}

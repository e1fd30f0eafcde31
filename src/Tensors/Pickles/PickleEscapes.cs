using System.Globalization;
using System.Text;

namespace Bench.Tensors;

/// <summary>The escapes of texts in protocol 0, which writes everything as ASCII.</summary>
internal static class PickleEscapes
{
    /// <summary>Of a text: <c>\uxxxx</c> and <c>\Uxxxxxxxx</c>.</summary>
    public static string Text(string raw)
    {
        var text = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            var length = raw[i] != '\\' || i + 1 == raw.Length ? 0 : raw[i + 1] == 'u' ? 4 : raw[i + 1] == 'U' ? 8 : 0;
            if (length == 0) text.Append(raw[i]);
            else
            {
                text.Append(Rune.IsValid(Code(raw, i + 2, length)) ? new Rune(Code(raw, i + 2, length)).ToString() : "\ufffd");
                i += 1 + length;
            }
        }
        return text.ToString();
    }

    /// <summary>Of bytes in quotation marks: those of Python's literals.</summary>
    public static string Quoted(string raw)
    {
        var text = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                text.Append(raw[i]);
                continue;
            }
            i++;
            if (raw[i] == 'x')
            {
                text.Append((char)Code(raw, i + 1, 2));
                i += 2;
            }
            else text.Append(raw[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', '0' => '\0', 'a' => '\a', 'b' => '\b', 'f' => '\f', 'v' => '\v', var other => other });
        }
        return text.ToString();
    }

    private static int Code(string raw, int start, int length) =>
        start + length <= raw.Length && int.TryParse(raw.AsSpan(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? code
        : throw new InvalidDataException("its pickle is damaged");
}

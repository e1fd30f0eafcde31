using System.Globalization;
using System.Text;
using Bench.Tensors;

namespace Bench.Datasets;

/// <summary>
/// The header of a <c>.npy</c> file (versions 1 to 3): a magic number, the header's length, and a literal of Python with the type, the order and
/// the shape, of which exactly this is read: <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (300, 8, 8), }</c>. Messages follow the name of the file.
/// </summary>
internal sealed record NumPyHeader(NumberType Type, bool FirstFastest, IReadOnlyList<long> Shape)
{
    private const int Longest = 1 << 16, MostAxes = 32;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header; the stream then stands at the first number.</summary>
    /// <exception cref="InvalidDataException">It is none, or of something other than numbers.</exception>
    public static NumPyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false) < 8 || !start.StartsWith(Magic)) throw new InvalidDataException("it is no NumPy array: its first bytes are others");
        var sizeBytes = start[6] switch { 1 => 2, 2 or 3 => 4, var version => throw new InvalidDataException($"its format has version {version}; 1 to 3 are read") };
        var length = 0L;
        if (stream.ReadAtLeast(start[8..(8 + sizeBytes)], sizeBytes, throwOnEndOfStream: false) < sizeBytes) throw Truncated();
        for (var i = sizeBytes - 1; i >= 0; i--) length = length << 8 | start[8 + i];
        if (length > Longest) throw new InvalidDataException($"its header claims {length:N0} bytes, more than the {Longest:N0} that are read");
        var text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < length) throw Truncated();
        return new Parser(Encoding.Latin1.GetString(text)).Read();
    }

    private static InvalidDataException Truncated() => new("truncated: its header is not complete");

    private sealed class Parser(string text)
    {
        private int at;

        public NumPyHeader Read()
        {
            string? type = null;
            bool? order = null;
            List<long>? shape = null;
            Expect('{');
            while (!Take('}'))
            {
                var key = Text();
                Expect(':');
                if (key == "descr" && type is null) type = Peek() == '[' ? throw new InvalidDataException("its rows are structures, not numbers") : Text();
                else if (key == "fortran_order" && order is null) order = Word() switch { "True" => true, "False" => false, _ => throw Wrong() };
                else if (key == "shape" && shape is null) shape = Sizes();
                else throw Wrong();
                if (!Take(',') && Peek() != '}') throw Wrong();
            }
            if (text.AsSpan(at).Trim(" \n\0").Length > 0 || type is null || order is null || shape is null) throw Wrong();
            var known = NumberType.Named(type)
                ?? throw new InvalidDataException(type.Contains('O', StringComparison.Ordinal) ? "it holds Python objects, which are not read: save numbers" : $"it holds values of type '{type}', which are not read (bool, int8 to uint64, float16 to float64 are)");
            return new(known, order.Value, shape);
        }

        private List<long> Sizes()
        {
            var sizes = new List<long>();
            Expect('(');
            while (!Take(')'))
            {
                var word = Word().TrimEnd('L');
                if (sizes.Count == MostAxes || !long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var size)) throw Wrong();
                sizes.Add(size);
                if (!Take(',') && Peek() != ')') throw Wrong();
            }
            return sizes;
        }

        private string Text()
        {
            var quote = Peek();
            if (quote is not ('\'' or '"')) throw Wrong();
            var end = text.IndexOf(quote, at + 1);
            if (end < 0) throw Wrong();
            var inside = text[(at + 1)..end];
            at = end + 1;
            return inside;
        }

        private string Word()
        {
            Peek();
            var start = at;
            while (at < text.Length && char.IsAsciiLetterOrDigit(text[at])) at++;
            return text[start..at];
        }

        private char Peek()
        {
            while (at < text.Length && text[at] == ' ') at++;
            return at < text.Length ? text[at] : '\0';
        }

        private bool Take(char letter)
        {
            if (Peek() != letter) return false;
            at++;
            return true;
        }

        private void Expect(char letter)
        {
            if (!Take(letter)) throw Wrong();
        }

        private static InvalidDataException Wrong() => new("its header is not the one that NumPy writes");
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Bench.Core;

/// <summary>
/// What a file is by its first bytes, whatever its name says: the kinds that people give in place of data or weights, and what
/// to do about each. For messages about a file that could not be read; nothing is read by it.
/// </summary>
/// <param name="What">Such as <c>a zip archive</c>.</param>
/// <param name="Instead">What to do where it was given as data.</param>
/// <param name="InsteadOfWeights">What to do where it was given as weights; null: the same.</param>
public sealed record FileKind(string What, string Instead, string? InsteadOfWeights = null)
{
    /// <summary>As many bytes from a file's start as <see cref="Of"/> looks at.</summary>
    public const int Looked = 1024;

    private const string AsData = "save its arrays as npz, csv or idx";

    private static readonly SearchValues<byte> Printed = SearchValues.Create([(byte)'\t', (byte)'\n', (byte)'\r', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(b => (byte)b)]);

    private static readonly FileKind PyTorch = new("a PyTorch file", AsData);

    /// <summary>Whether it is a picture.</summary>
    public bool IsPicture { get; private init; }

    /// <summary>Whether it is an ONNX file.</summary>
    public bool IsOnnx { get; private init; }

    /// <summary>Whether weights are read from it.</summary>
    public bool IsSafeTensors { get; private init; }

    /// <summary>Whether it is one of NumPy's, of which arrays are read.</summary>
    public bool IsNumPy => What.StartsWith("a NumPy", StringComparison.Ordinal);

    /// <summary>Whether it is a pickle, alone or with what PyTorch writes behind it.</summary>
    public bool IsPickle => What is "a Python pickle" or "a PyTorch file";

    /// <summary>In words, for data.</summary>
    public string ForData => $"it is {What}: {Instead}";

    /// <summary>In words, for weights.</summary>
    public string ForWeights => $"it is {What}: {InsteadOfWeights ?? Instead}";

    /// <summary>The kind that some first bytes tell; null: none of those known here.</summary>
    public static FileKind? Of(ReadOnlySpan<byte> start) =>
        Begins(start, [0x1f, 0x8b, 8]) ? new("a gzip file", "unpack it")
        : Begins(start, "PK\u0003\u0004"u8) ? OfZip(start)
        : Begins(start, "BZh"u8) && start.Length > 3 && start[3] is >= (byte)'1' and <= (byte)'9' ? new("a bzip2 file", "unpack it (bunzip2)")
        : Begins(start, [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? new("an xz file", "unpack it (unxz)")
        : Begins(start, [(byte)'7', (byte)'z', 0xbc, 0xaf]) ? new("a 7z archive", "unpack it and name the files in it")
        : Begins(start, [0x28, 0xb5, 0x2f, 0xfd]) ? new("a zstd file", "unpack it (unzstd)")
        : Begins(start, "version https://git-lfs"u8) ? new("a Git LFS pointer, not the file itself", "get the file with 'git lfs pull' where it comes from")
        : Begins(start, [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']) ? NumPy("array (.npy)")
        : Begins(start, [0x89, (byte)'H', (byte)'D', (byte)'F']) ? new("an HDF5 file", AsData, "save its weights as safetensors, under the names of the model")
        : Begins(start, "PAR1"u8) ? new("a Parquet file", AsData)
        : Begins(start, "MATLAB"u8) ? new("a MATLAB file", AsData)
        : Begins(start, [0x89, (byte)'P', (byte)'N', (byte)'G']) || Begins(start, [0xff, 0xd8, 0xff]) || Begins(start, "GIF8"u8)
            ? new("one picture", "put the pictures of a set into folders of their classes (format: imagefolder)") { IsPicture = true }
        : BeginsAsPickle(start) ? OfPickle(start)
        : HasHeader(start) ? new("a safetensors file", "give weights under 'start', and data as csv or idx") { IsSafeTensors = true }
        : BeginsAsOnnx(start) ? new("an ONNX file", "give a file of data", "save its weights as safetensors, under the names of the model") { IsOnnx = true }
        : IsTar(start) ? new("a tar archive", "unpack it and name the files in it")
        : IsPage(start) ? new("a web page, not the file itself", "download the file again")
        : IsUtf16(start) ? new("text in UTF-16", "save it as UTF-8")
        : null;

    /// <summary>Whether some first bytes are those of what PyTorch saves, in any of its forms, or of another pickle.</summary>
    public static bool IsPyTorch(ReadOnlySpan<byte> start) => !HasHeader(start) &&
        (BeginsAsPickle(start) || Begins(start, "L119547037146038801333356L"u8) || Begins(start, "(dp"u8) || Begins(start, "ccollections\nOrderedDict\n"u8) || Begins(start, "PK"u8) && Of(start) is not { IsNumPy: true });

    /// <summary>Whether some first bytes are ASCII text, such as a note in place of a file of weights.</summary>
    public static bool IsText(ReadOnlySpan<byte> start) =>
        !start.IsEmpty && !start[..Math.Min(start.Length, Looked)].ContainsAnyExcept(Printed);

    private static FileKind NumPy(string what) => new($"a NumPy {what}", "say format: npz", "save its arrays as safetensors, under the names of the model");

    // The name of the first entry, which follows the 30 bytes of its header, tells archives of NumPy and PyTorch.
    private static FileKind OfZip(ReadOnlySpan<byte> start)
    {
        var length = start.Length >= 30 ? BinaryPrimitives.ReadUInt16LittleEndian(start[26..]) : 0;
        var entry = Encoding.UTF8.GetString(start[Math.Min(30, start.Length)..Math.Min(30 + length, start.Length)]);
        if (entry.EndsWith(".npy", StringComparison.Ordinal)) return NumPy("archive (.npz)");
        return entry.EndsWith("/data.pkl", StringComparison.Ordinal) || entry.EndsWith("/version", StringComparison.Ordinal) || entry.EndsWith("/byteorder", StringComparison.Ordinal)
            ? PyTorch
            : new("a zip archive", "unpack it and name the files in it");
    }

    // Protocols 2 to 5 begin with their number, and what follows is an opcode, which a picture's first pixel rarely is.
    private static bool BeginsAsPickle(ReadOnlySpan<byte> start) =>
        start.Length > 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5 && start[2] is (byte)'}' or (byte)']' or (byte)'(' or (byte)'c' or 0x8a or 0x95 or (byte)'X' or 0x8c;

    // PyTorch's old format begins with a magic number of ten bytes, a pickle of its own.
    private static FileKind OfPickle(ReadOnlySpan<byte> start) =>
        start[2] == 0x8a ? PyTorch : new("a Python pickle", "save its arrays as npz, csv or idx (batches as CIFAR has them are read with format: cifar-python)");

    private static bool HasHeader(ReadOnlySpan<byte> start) =>
        start.Length > 10 && BinaryPrimitives.ReadUInt64LittleEndian(start) is > 2 and < 100_000_000 && start[8] == '{' && start[9] == '"';

    // A protobuf message: the version of the format (field 1), then most often the producer's name (field 2), else the graph (field 7),
    // whose length takes up to five bytes and which begins with its first node.
    private static bool BeginsAsOnnx(ReadOnlySpan<byte> start)
    {
        if (start.Length < 12 || start[0] != 8 || start[1] is 0 or > 20) return false;
        if (start[2] == 0x3a)
        {
            var end = 3;
            while (end < 7 && start[end] >= 0x80) end++;
            return start[end + 1] == 0x0a;
        }
        if (start[2] != 0x12 || start[3] is 0 or > 64 || start.Length < 4 + start[3]) return false;
        foreach (var letter in start.Slice(4, start[3]))
            if (letter is < 32 or > 126) return false;
        return true;
    }

    private static bool IsTar(ReadOnlySpan<byte> start) => start.Length >= 262 && start.Slice(257, 5).SequenceEqual("ustar"u8);

    private static bool IsPage(ReadOnlySpan<byte> start)
    {
        if (Begins(start, [0xef, 0xbb, 0xbf])) start = start[3..];
        var text = Encoding.Latin1.GetString(start.TrimStart(" \t\r\n"u8));
        string[] beginnings = ["<!doctype html", "<html", "<?xml", "<head", "<!--"];
        return Array.Exists(beginnings, b => text.StartsWith(b, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsUtf16(ReadOnlySpan<byte> start) => Begins(start, [0xff, 0xfe]) || Begins(start, [0xfe, 0xff]);

    private static bool Begins(ReadOnlySpan<byte> start, ReadOnlySpan<byte> with) => start.StartsWith(with);
}

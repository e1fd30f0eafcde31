using Bench.Core;
using Google.Protobuf;
using Onnx;

namespace Bench.Onnx;

/// <summary>An ONNX file as it was written: its message, and where tensors lie that it keeps in files beside it.</summary>
public sealed class OnnxFile
{
    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    private OnnxFile(string path, ModelProto model) => (Path, Model) = (path, model);

    /// <summary>Of the file.</summary>
    public string Path { get; }

    internal ModelProto Model { get; }

    /// <summary>Files beside it in which it keeps tensors, in the order of their names.</summary>
    public IReadOnlyList<string> Beside => [.. Model.Graph.Initializer.Where(t => t.DataLocation == TensorProto.Types.DataLocation.External)
        .Select((t, i) => ExternalBytes.PathOf(t, this, $"tensor '{Shown.Of(t.Name)}'")).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>SHA-256 of the file; where it keeps tensors in others, of the fingerprints of all.</summary>
    /// <exception cref="UserError">One of them cannot be read.</exception>
    public static string FingerprintOf(string path)
    {
        var own = Fingerprint.OfFile(path);
        var others = Read(path).Beside;
        return others.Count == 0 ? own : Fingerprint.Of(string.Join('\n', others.Select(Fingerprint.OfFile).Prepend(own)));
    }

    /// <summary>SHA-256 of a file of weights, whatever its kind: of an ONNX file as <see cref="FingerprintOf"/> gives it.</summary>
    /// <exception cref="UserError">It seems to be an ONNX file and is none.</exception>
    public static string FingerprintOfAny(string path) => IsOne(path) ? FingerprintOf(path) : Fingerprint.OfFile(path);

    /// <summary>Whether a file is called an ONNX file.</summary>
    public static bool IsNamed(string path) => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file is an ONNX file: by its first bytes, and where these tell nothing by its name.</summary>
    public static bool IsOne(string path)
    {
        using var stream = RegularFile.OpenRead(path);
        Span<byte> start = stackalloc byte[FileKind.Looked];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return !FileKind.IsPyTorch(start) && (FileKind.Of(start)?.IsOnnx ?? IsNamed(path));
    }

    internal UserError Refuse(string reason) => new($"{Path}: {reason}");

    /// <summary>
    /// Parses a file. What memory that takes is a small multiple of the file's length, whatever is in it.
    /// </summary>
    /// <exception cref="UserError">It cannot be read, or is no ONNX file.</exception>
    public static OnnxFile Read(string path)
    {
        byte[] bytes;
        RegularFile.Check(path);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > int.MaxValue - 64 })
                throw new UserError($"{path} has more than 2 GiB, which no ONNX file can have: let the exporter keep the weights in a file beside it");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"cannot read the ONNX file {path}: {FileTrouble.Reason(e, path)}", e);
        }
        return Parse(bytes, path);
    }

    /// <summary>Parses bytes as if they were those of the file at a path, beside which other files are looked for.</summary>
    /// <exception cref="UserError">They are no ONNX file.</exception>
    public static OnnxFile Parse(byte[] bytes, string path)
    {
        if (bytes.Length == 0) throw new UserError($"{path} is no ONNX file: it is empty");
        if (MessageGuard.WhyNot(bytes, ModelProto.Descriptor) is { } reason) throw new UserError($"{path} is no ONNX file: {OfKind(bytes) ?? reason}");
        try
        {
            var model = Parser.ParseFrom(bytes);
            return model.Graph is { Node.Count: > 0 } ? new OnnxFile(path, model) : throw new UserError($"{path} is no ONNX file: it has no graph, or one without nodes");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new UserError($"{path} is no ONNX file: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    // What was given instead; null where nothing better is known than what is wrong with the message.
    private static string? OfKind(ReadOnlySpan<byte> bytes) =>
        FileKind.Of(bytes[..Math.Min(bytes.Length, FileKind.Looked)]) is { IsOnnx: false } kind ? $"it is {kind.What}" : FileKind.IsText(bytes) ? "it is text" : null;
}

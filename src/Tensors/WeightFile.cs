using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>What a file of weights holds, without its numbers.</summary>
public sealed record WeightListing
{
    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<TensorDescription> Tensors { get; init; }

    /// <summary>Where in the file they are, by keys from the outside in: <c>state_dict</c>; empty where it holds nothing else.</summary>
    public string Where { get; init; } = "";

    /// <summary>What there is beside them and is passed over.</summary>
    public IReadOnlyList<string> PassedOver { get; init; } = [];

    /// <summary>Of what is passed over the key of a dictionary or list of masks; null: there is none.</summary>
    public string? MasksBeside { get; init; }

    /// <summary>Of what is passed over the keys of dictionaries that would fit as well, as their tensors have the same shapes.</summary>
    public IReadOnlyList<string> Twins { get; init; } = [];

    /// <summary>What lies among them and is not read, with what would make it in Python.</summary>
    public IReadOnlyDictionary<string, string> Unread { get; init; } = new Dictionary<string, string>();
}

/// <summary>A file of weights in one of the forms of tensors alone: safetensors, and what PyTorch saves. The first bytes tell which, whatever the name.</summary>
/// <param name="path">Where it lies; it need not be there before it is read.</param>
public class WeightFile(string path)
{
    /// <summary>Where it lies.</summary>
    public string Path { get; } = path;

    /// <summary>What there is. No tensor is made.</summary>
    /// <exception cref="InvalidDataException">The file is of no form that is read, or broken; one line that says why.</exception>
    public virtual WeightListing List() =>
        OpenIfTorch() is { } stream ? TorchFile.List(stream, Path) : new() { Tensors = SafeTensorsFile.ReadDescriptions(Path) };

    /// <summary>Tensors of some names, plainly contiguous, outside any dispose scope; the caller owns them.</summary>
    /// <exception cref="InvalidDataException">The file is of no form that is read, or broken; one line that says why.</exception>
    public virtual Dictionary<string, Tensor> Read(IReadOnlyCollection<string> names)
    {
        if (OpenIfTorch() is { } stream) return TorchFile.Read(stream, Path, names);
        return SafeTensorsFile.Read(Path, names.Contains);
    }

    /// <summary>What the file says of itself; empty where it says nothing, or its form has no such place.</summary>
    /// <exception cref="InvalidDataException">The file is of no form that is read, or broken; one line that says why.</exception>
    public virtual IReadOnlyDictionary<string, string> Metadata()
    {
        if (OpenIfTorch() is not { } stream) return SafeTensorsFile.ReadMetadata(Path);
        stream.Dispose();
        return new Dictionary<string, string>();
    }

    private FileStream? OpenIfTorch()
    {
        var stream = RegularFile.OpenRead(Path);
        var start = new byte[FileKind.Looked];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (FileKind.IsPyTorch(start.AsSpan(0, length))) return stream;
        stream.Dispose();
        return length > 0 ? null : throw new InvalidDataException($"{Path} is no file of weights: it is empty");
    }
}

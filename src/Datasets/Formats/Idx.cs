using System.Buffers.Binary;
using Bench.Core;
using Bench.Tensors;

namespace Bench.Datasets;

/// <summary>
/// The IDX format of MNIST: a magic number (two zero bytes, the type, the number of dimensions), the sizes as big-endian
/// 32-bit numbers, the values, most significant byte first. Images are of N×H×W or N×C×H×W; labels of N, or of N×columns, of which the first counts.
/// </summary>
public static class Idx
{
    private const int LargestHeader = 4 + 4 * 4;

    /// <summary>Images of bytes and labels of one set; errors name the file.</summary>
    public static RawSamples Read(DataFile images, DataFile labels, int classes, double largest = 255) =>
        Read(images, labels, new SampleForm { Classes = classes, Largest = largest });

    /// <summary>Images and labels of one set, in whatever form they are written; errors name the file.</summary>
    public static RawSamples Read(DataFile images, DataFile labels, SampleForm form, Labels? reader = null)
    {
        var pixels = ArrayOf(images, forImages: true);
        return ArraySamples.Read(images, pixels, labels, ArrayOf(labels, forImages: false), form.ShapeOf([.. pixels.Shape.Skip(1)]), form, reader ?? new Labels(form));
    }

    /// <summary>The shape of one image, from the header alone.</summary>
    public static InputShape ShapeOf(DataFile images, SampleForm? form = null)
    {
        var (_, sizes) = Header(images, images.Start(LargestHeader), null, forImages: true);
        var known = form ?? new SampleForm { Classes = 0 };
        ArraySamples.CheckLayout(images, [.. sizes.Select(n => (int)n)], known);
        return known.ShapeOf([.. sizes.Skip(1).Select(n => (int)n)]);
    }

    private static NumberArray ArrayOf(DataFile file, bool forImages)
    {
        var content = file.Content;
        var (type, sizes) = Header(file, content, content.Length, forImages);
        return NumberArray.Of(type, [.. sizes.Select(n => (long)n)], content.AsMemory(4 + 4 * sizes.Length));
    }

    private static NumberType? TypeOf(byte code) => code switch
    {
        8 => NumberType.Byte, 9 => new('i', 1), 0x0b => new('i', 2, true), 0x0c => new('i', 4, true), 0x0d => new('f', 4, true), 0x0e => new('f', 8, true), _ => null,
    };

    // Sizes that a header states, which must agree with the length of the file (where it is known) before anything relies on them.
    private static (NumberType Type, uint[] Sizes) Header(DataFile file, ReadOnlySpan<byte> content, long? length, bool forImages)
    {
        if (content.Length < 4) throw file.Wrong($"not an IDX file: it holds {content.Length} bytes");
        if (content[0] != 0 || content[1] != 0)
            throw file.Wrong($"not an IDX file: it begins with {Convert.ToHexStringLower(content[..4])}, not with 0000");
        var type = TypeOf(content[2]) ?? throw file.Wrong($"IDX values of type 0x{content[2]:x2}, which is none: 0x08, 0x09, 0x0b to 0x0e are");
        int dimensions = content[3];
        if (forImages ? dimensions is not (3 or 4) : dimensions is not (1 or 2))
            throw file.Wrong($"IDX file of {dimensions} dimensions; {(forImages ? "images have 3 (N×H×W) or 4 (N×C×H×W)" : "labels have 1 (N) or 2 (N×columns, of which the first counts)")}");
        if (content.Length < 4 + 4 * dimensions) throw file.Wrong("truncated: the IDX header is not complete");
        var sizes = new uint[dimensions];
        for (var i = 0; i < dimensions; i++) sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(content[(4 + 4 * i)..]);
        var stated = string.Join('×', sizes);
        if (sizes.Contains(0u)) throw file.Wrong($"its IDX header states {stated} values: none");
        // Exact below 2⁵³, and above that no file agrees anyway.
        if (sizes.Skip(1).Aggregate(1.0, (product, n) => product * n) > Array.MaxLength)
            throw file.Wrong($"its IDX header states {stated} values: images too large to be true");
        var expected = sizes.Aggregate(1.0, (product, n) => product * n);
        if (length is not { } known || expected * type.Size == known - (4 + 4 * dimensions)) return (type, sizes);
        var follow = known - (4 + 4 * dimensions);
        throw file.Wrong($"its IDX header states {stated} = {expected:N0} values{(type.Size == 1 ? "" : $" of {type.Size} bytes")}, but {follow:N0} {(type.Size == 1 ? "" : "bytes ")}follow");
    }
}

using System.Buffers.Binary;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// The IDX format of MNIST: a magic number (two zero bytes, the type, the number of dimensions), the sizes as big-endian
/// 32-bit numbers, the values. Read are unsigned bytes: images of N×H×W or N×C×H×W, labels of N.
/// </summary>
public static class Idx
{
    private const int LargestHeader = 4 + 4 * 4;

    /// <summary>Images and labels of one set; errors name the file.</summary>
    public static RawSamples Read(DataFile images, DataFile labels, int classes, double largest = 255)
    {
        var content = images.Content;
        var sizes = Sizes(images, content, content.Length, forImages: true);
        var shape = Shape(sizes);
        var values = Labels(labels, classes);
        if (values.Length != sizes[0])
            throw images.Wrong($"holds {sizes[0]:N0} images, but {labels.Name} holds {values.Length:N0} labels");
        var start = content.Length - (int)sizes[0] * shape.Size;
        var slices = new ReadOnlyMemory<byte>[values.Length];
        for (var i = 0; i < slices.Length; i++) slices[i] = content.AsMemory(start + i * shape.Size, shape.Size);
        return new(shape, Scaling.ToFullRange(slices, largest, images), values);
    }

    /// <summary>The shape of one image, from the header alone.</summary>
    public static InputShape ShapeOf(DataFile images) => Shape(Sizes(images, images.Start(LargestHeader), null, forImages: true));

    private static InputShape Shape(uint[] sizes) =>
        sizes.Length == 3 ? new(1, (int)sizes[1], (int)sizes[2]) : new((int)sizes[1], (int)sizes[2], (int)sizes[3]);

    private static long[] Labels(DataFile file, int classes)
    {
        var content = file.Content;
        var count = (int)Sizes(file, content, content.Length, forImages: false)[0];
        var labels = new long[count];
        for (var i = 0; i < count; i++) labels[i] = Label.Checked(content[content.Length - count + i], classes, i, file);
        return labels;
    }

    private static string TypeName(byte type) => type switch
    {
        9 => " (signed bytes)", 0x0b => " (16-bit integers)", 0x0c => " (32-bit integers)", 0x0d => " (32-bit floats)", 0x0e => " (64-bit floats)", _ => "",
    };

    // Sizes that a header states, which must agree with the length of the file (where it is known) before anything relies on them.
    private static uint[] Sizes(DataFile file, ReadOnlySpan<byte> content, long? length, bool forImages)
    {
        if (content.Length < 4) throw file.Wrong($"not an IDX file: it holds {content.Length} bytes");
        if (content[0] != 0 || content[1] != 0)
            throw file.Wrong($"not an IDX file: it begins with {Convert.ToHexStringLower(content[..4])}, not with 0000");
        if (content[2] != 8) throw file.Wrong($"IDX values of type 0x{content[2]:x2}{TypeName(content[2])}; only unsigned bytes (0x08) are read: write them as such");
        int dimensions = content[3];
        if (forImages ? dimensions is not (3 or 4) : dimensions != 1)
            throw file.Wrong($"IDX file of {dimensions} dimensions; {(forImages ? "images have 3 (N×H×W) or 4 (N×C×H×W)" : "labels have 1")}");
        if (content.Length < 4 + 4 * dimensions) throw file.Wrong("truncated: the IDX header is not complete");
        var sizes = new uint[dimensions];
        for (var i = 0; i < dimensions; i++) sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(content[(4 + 4 * i)..]);
        var stated = string.Join('×', sizes);
        if (sizes.Contains(0u)) throw file.Wrong($"its IDX header states {stated} values: none");
        // Exact below 2⁵³, and above that no file agrees anyway.
        if (sizes.Skip(1).Aggregate(1.0, (product, n) => product * n) > Array.MaxLength)
            throw file.Wrong($"its IDX header states {stated} values: images too large to be true");
        var expected = sizes.Aggregate(1.0, (product, n) => product * n);
        if (length is { } known && expected != known - (4 + 4 * dimensions))
            throw file.Wrong($"its IDX header states {stated} = {expected:N0} values, but {known - (4 + 4 * dimensions):N0} follow");
        return sizes;
    }
}

using Bench.Core;
using Onnx;

namespace Bench.Onnx;

/// <summary>What a file says that it takes and gives, against what a data set has.</summary>
internal static class Entrance
{
    /// <summary>The only input that is no tensor of the file.</summary>
    /// <exception cref="UserError">There are several, or none.</exception>
    public static ValueInfoProto Of(OnnxFile file)
    {
        var stored = file.Model.Graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var inputs = file.Model.Graph.Input.Where(i => !stored.Contains(i.Name)).ToList();
        return inputs.Count == 1 ? inputs[0] : throw file.Refuse(inputs.Count == 0 ? "it has no input" : $"it has {inputs.Count} inputs ({Names(inputs)}); a network here has one, of images");
    }

    /// <summary>How many samples a batch has by the file's own shape; where it leaves that open a number that stands for them.</summary>
    /// <exception cref="UserError">Its input is not of such a shape.</exception>
    public static long BatchOf(OnnxFile file, InputShape images)
    {
        var input = Of(file);
        var sizes = Sizes(file, input);
        var (channels, height, width) = (sizes[1].Size!.Value, sizes[2].Size!.Value, sizes[3].Size!.Value);
        if ((channels, height, width) != (images.Channels, images.Height, images.Width))
            throw file.Refuse($"its input '{Shown.Of(input.Name)}' takes images of {channels}×{height}×{width}, and the data set's are {images}");
        return sizes[0].Size ?? Shapes.AnyBatch;
    }

    /// <summary>The images that a file's network takes.</summary>
    /// <exception cref="UserError">It does not say, or takes none.</exception>
    public static InputShape ImagesOf(OnnxFile file)
    {
        var sizes = Sizes(file, Of(file));
        return new((int)sizes[1].Size!.Value, (int)sizes[2].Size!.Value, (int)sizes[3].Size!.Value);
    }

    /// <summary>How many classes a file's network says that it tells apart; null where it does not say.</summary>
    public static int? ClassesOf(OnnxFile file) => file.Model.Graph.Output is [{ Type.TensorType.Shape.Dim: [_, { DimValue: > 0 and < 1 << 24 and var classes }] }] ? (int)classes : null;

    /// <summary>The class scores, of any number of classes where none is given.</summary>
    /// <exception cref="UserError">There are several outputs, or it is none of class scores.</exception>
    public static Term Output(OnnxFile file, IReadOnlyDictionary<string, Term> values, long batch, int? classes)
    {
        var outputs = file.Model.Graph.Output;
        if (outputs.Count != 1) throw file.Refuse(outputs.Count == 0 ? "it has no output" : $"it has {outputs.Count} outputs ({Names(outputs)}); a network here has one, of class scores");
        var name = Shown.Of(outputs[0].Name);
        if (!values.TryGetValue(outputs[0].Name, out var output)) throw file.Refuse($"its output '{name}' is given by nothing");
        if (output.IsKnown) throw file.Refuse($"its output '{name}' is the same for all images");
        if (output.Rank != 2 || output.Shape[0] != batch) throw file.Refuse($"its output '{name}' is of shape ({Shapes.Text(output.Shape)}), not of class scores, (batch, {classes?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "classes"})");
        return output.Shape[1] == (classes ?? output.Shape[1]) ? output : throw file.Refuse($"its output '{name}' has {output.Shape[1]} class scores, and the data set has {classes} classes");
    }

    private static List<(long? Size, string? What)> Sizes(OnnxFile file, ValueInfoProto input)
    {
        if (input.Type?.TensorType is not { } tensor) throw file.Refuse($"its input '{Shown.Of(input.Name)}' is no tensor");
        if (tensor.ElemType is not (1 or 10 or 11 or 16)) throw file.Refuse($"its input '{Shown.Of(input.Name)}' is of {(TensorProto.Types.DataType)tensor.ElemType}, not of real numbers");
        var sizes = (tensor.Shape?.Dim ?? []).Select(d => (Size: d.DimValue > 0 ? d.DimValue : (long?)null, What: (string?)(d.DimParam.Length > 0 ? Shown.Of(d.DimParam) : "?"))).ToList();
        if (sizes.Count == 4 && sizes.Skip(1).FirstOrDefault(s => s.Size is not < 1 << 16) is { What: not null } open)
            throw file.Refuse($"its input '{Shown.Of(input.Name)}' has a size that is left open, '{open.What}': only that of the batch may be; export it for images of one size");
        return sizes.Count == 4 ? sizes : throw file.Refuse($"its input '{Shown.Of(input.Name)}' has {sizes.Count} dimensions; images have 4: batch, channels, height, width");
    }

    private static string Names(IEnumerable<ValueInfoProto> values) => Shown.Of(string.Join(", ", values.Take(4).Select(v => v.Name)));
}

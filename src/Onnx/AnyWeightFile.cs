using Bench.Models;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Onnx;

/// <summary>
/// A file of weights in any form that is read. Of an ONNX file they are those of its network (<see cref="OnnxModel"/>), by the names and in the layouts of modules: what an exporter has transposed
/// lies as a module has it, and constants of formulas are none.
/// </summary>
/// <param name="path">Where it lies.</param>
public sealed class AnyWeightFile(string path) : WeightFile(path)
{
    /// <exception cref="Core.UserError">It is an ONNX file whose network is not read; the line names the node.</exception>
    public override WeightListing List() => OnnxFile.IsOne(Path)
        ? new() { Tensors = [.. InOnnx().Select(t => new TensorDescription(t.Info.Name, t.Info.Shape, "F32", IsFloatingPoint: true))] }
        : base.List();

    /// <exception cref="Core.UserError">It is an ONNX file whose network is not read; the line names the node.</exception>
    public override Dictionary<string, Tensor> Read(IReadOnlyCollection<string> names)
    {
        if (!OnnxFile.IsOne(Path)) return base.Read(names);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (info, source) in InOnnx().Where(t => names.Contains(t.Info.Name)))
        {
            using var scope = NewDisposeScope();
            tensors[info.Name] = source.Read(info.Shape).contiguous().DetachFromDisposeScope();
        }
        return tensors;
    }

    /// <exception cref="Core.UserError">It is an ONNX file, and broken.</exception>
    public override IReadOnlyDictionary<string, string> Metadata() => OnnxFile.IsOne(Path)
        ? OnnxFile.Read(Path).Model.MetadataProps.DistinctBy(p => p.Key).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal)
        : base.Metadata();

    private List<(TensorInfo Info, ParameterSource Source)> InOnnx()
    {
        var file = OnnxFile.Read(Path);
        var images = Entrance.ImagesOf(file);
        var draft = new Draft([new(0, new Input(images), [], images)], 1);
        var sources = GraphBuilder.Build(file, new Value(draft, 0), classes: null).Sources;
        return [.. draft.Nodes.SelectMany(n => n.Operation.Parameters.Concat(n.Operation.Buffers))
            .Select(t => (t, sources.TryGetValue(t.Name, out var source) ? source : throw file.Refuse($"it has no numbers for '{t.Name}'")))];
    }
}

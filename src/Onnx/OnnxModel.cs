using Bench.Core;
using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Onnx;

/// <summary>A network of an ONNX file, as PyTorch writes them: a model as those of the catalogue are, with weights of its own.</summary>
public static class OnnxModel
{
    /// <summary>The family of all of them, which chooses the default recipes.</summary>
    public const string Family = "onnx";

    /// <summary>Of what a file becomes here: raised where one is read otherwise than before. 2: names beside modules, norms without scales. 3: scales and shifts of norms
    /// only where they are learned, and whatever they are called.</summary>
    public const int ReadingVersion = 3;

    /// <summary>The model; whether it takes a data set's inputs and classes shows when its graph is made, in one line that names the node.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="path">Of the file.</param>
    /// <exception cref="UserError">The file cannot be read, or is no ONNX file.</exception>
    public static ModelEntry Of(string name, string path)
    {
        var file = OnnxFile.Read(path);
        return Of(name, file);
    }

    internal static ModelEntry Of(string name, OnnxFile file) => new()
    {
        Name = name,
        Title = $"the network of {System.IO.Path.GetFileName(file.Path)}",
        Source = Producer(file),
        Family = Family,
        Takes = Entrance.ImagesOf(file).ToString(),
        Refuses = _ => null,
        Build = (images, classes) => GraphBuilder.Build(file, images, classes).Scores,
    };

    /// <summary>Images and, where the file says, classes.</summary>
    /// <exception cref="UserError">It does not say which images.</exception>
    public static (InputShape Images, int? Classes) TakenBy(string path) => OnnxFile.Read(path) is var file ? (Entrance.ImagesOf(file), Entrance.ClassesOf(file)) : default;

    /// <summary>Overwrites the network's parameters and buffers by the numbers of the file that it was read from.</summary>
    /// <exception cref="UserError">They are not all finite numbers, or the file is another.</exception>
    public static void LoadWeights(Network network, string path) => LoadWeights(network, OnnxFile.Read(path));

    internal static void LoadWeights(Network network, OnnxFile file)
    {
        var sources = GraphBuilder.Build(file, new Value(new Draft([new(0, new Input(network.Input), [], network.Input)], 1), 0), network.Classes).Sources;
        using var guard = no_grad();
        foreach (var (name, target) in network.State)
        {
            if (!sources.TryGetValue(name, out var source)) throw file.Refuse($"it has no numbers for '{name}'");
            using var scope = NewDisposeScope();
            var numbers = source.Read(target.shape);
            if (!numbers.isfinite().all().item<bool>()) throw file.Refuse($"it has NaN or infinite values in '{name}'");
            target.copy_(numbers);
        }
    }

    private static string Producer(OnnxFile file) => Shown.Of($"{file.Model.ProducerName} {file.Model.ProducerVersion}".Trim()) is { Length: > 0 } producer ? producer : "ONNX";
}

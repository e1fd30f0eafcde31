namespace Bench.Sweeps.Reading;

/// <summary>Reads the definition of a network of the user's own.</summary>
internal sealed class ModelReader(string folder, Mistakes mistakes)
{
    private const string File = "file", New = "new";

    /// <summary>The model; null, noted, where something is wrong or missing.</summary>
    public OwnModel? Read(YamlMap map)
    {
        var section = Section.Of(map, mistakes, "a model")!;
        section.Require("name", "what results and figures call it");
        section.Require("onnx", "the path of an ONNX file (a model of the catalogue is its name alone)");
        var name = section.Text("name");
        var isName = name?.Contains('@') != true;
        if (!isName) mistakes.Add(section.LineOf("name"), $"'{name}' cannot be a model's name: what follows an @ is the width of one of the catalogue");
        var path = section.Node("onnx") is { } node ? section.AsFile(node, "onnx", folder) : null;
        var start = section.Name("start", [File, New]) ?? File;
        var (mean, std) = NormalizationReader.Read(section, mistakes);
        if (start == New) section.Refuse("with new weights, which have seen no images yet", "mean", "std");
        section.Done();
        return name is null || !isName || path is null ? null
            : new(name, new() { Path = path }, start == New ? null : new() { Path = path, Sha256 = "", Mean = mean, Std = std })
            {
                Written = [.. new[] { "start", "mean", "std" }.Where(section.Has)],
            };
    }
}

using System.CommandLine;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Onnx;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench list models</c>: the catalogue, or what there is to one model. All of it is read from graphs, without a tensor.</summary>
internal static class ListModels
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "Only this one, with its parameters and multiply-adds; a width may follow, as in resnet20@width=0.5. Here and below, FILE.onnx is the network of that file.", Arity = ArgumentArity.ZeroOrOne,
        };
        var tensors = new Option<string?>("--tensors")
        {
            Description = "Names and shapes of this model's weights instead, as a file of weights has to have them.", HelpName = "MODEL",
        };
        var channels = new Option<string?>("--channels")
        {
            Description = "Which channels of this model are removed together instead, and the layers that meet them.", HelpName = "MODEL",
        };
        var dataset = new Option<string?>("--for")
        {
            Description = "With a model: for the inputs and classes of this data set; by default mnist for a LeNet, else cifar10.", HelpName = "DATASET",
        };
        var command = new Command("models", "Models and the inputs that they take.") { name, tensors, channels, dataset };
        command.Check(result =>
        {
            string?[] models = [result.GetValue(name), result.GetValue(tensors), result.GetValue(channels)];
            if (models.Count(m => m is not null) > 1) result.AddError("--tensors, --channels and NAME do not go together: each shows one model");
            if (result.GetValue(dataset) is not null && models.All(m => m is null)) result.AddError("--for goes with NAME, --tensors or --channels: it chooses inputs and classes");
        });
        command.SetAction(parsed =>
        {
            var data = parsed.GetValue(dataset);
            if (parsed.GetValue(name) is { } one) Show(one, data);
            else if (parsed.GetValue(tensors) is { } ofTensors) ShowTensors(ofTensors, data);
            else if (parsed.GetValue(channels) is { } ofChannels) ShowChannels(ofChannels, data);
            else TextTable.Write(Console.Out, ["name", "what", "takes", "source"], ModelCatalogue.All.Select(m => new[] { m.Name, m.Title, m.Takes, m.Source }));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(string name, string? dataset)
    {
        var (graph, where) = GraphOf(name, dataset);
        var (model, map) = (graph.Model, ChannelMap.Of(graph));
        var bare = ModelCatalogue.All.FirstOrDefault(m => m.Build == model.Build)?.Name ?? model.Name;
        Entries.Write([new($"{model.Name}: {model.Title}",
        [
            ("source", model.Source), ("takes", model.Takes), ("counted for", where), ("parameters", $"{graph.TotalParameters:N0}"), ("MACs", $"{graph.Macs:N0} a sample{(graph.ProductMacs > 0 ? $", {graph.ProductMacs:N0} of them of values by values" : "")}"),
            ("layers", GraphText.Layers(graph)), ("channels", GraphText.Channels(map)),
            ("recipes", $"{RecipeCatalogue.Pretraining(bare, model.Family).Name}, {RecipeCatalogue.Retraining(model.Family).Name} by default"),
        ])]);
    }

    private static void ShowTensors(string name, string? dataset)
    {
        var (graph, where) = GraphOf(name, dataset);
        Console.WriteLine($"{graph.Model.Name} for {where}");
        TextTable.Write(Console.Out, ["name", "shape"], WeightImport.NamesOf(graph).Select(t => new[] { t.Name, $"({string.Join(", ", t.Shape)})" }));
    }

    private static void ShowChannels(string name, string? dataset)
    {
        var (graph, where) = GraphOf(name, dataset);
        var map = ChannelMap.Of(graph);
        Console.WriteLine($"{graph.Model.Name} for {where}: {Words.Count(map.Units, "unit")} in {Words.Count(map.Groups.Count, "group")}; a unit is removed from all layers of its group at once");
        TextTable.Write(Console.Out, ["group", "units", "channels", "layers"], map.Groups.Select(g => new[] { g.Name, $"{g.Units}", $"{g.Channels}", string.Join(", ", g.Members.Select(m => Text(m, g.Channels))) }));
    }

    // How many channels a layer meets, where they are not as many as the group has: features behind a flatten, or heads.
    private static string Text(GroupMember member, int channels) =>
        $"{member.Layer} {member.Side.ToString().ToLowerInvariant()}{(member.Channels == channels ? "" : $" ({member.Channels})")}";

    private static (NetworkGraph Graph, string Where) GraphOf(string name, string? dataset)
    {
        if (OnnxFile.IsNamed(name) || IsOtherFile(name)) return OwnGraphOf(name, dataset);
        var model = ModelCatalogue.Find(name);
        var data = DatasetCatalogue.Find(dataset ?? (model.Family == "lenet" ? "mnist" : "cifar10")).Info;
        return (NetworkGraph.Of(model, data.Input, data.Classes), $"{data.Input} inputs and {data.Classes} classes ({data.Name})");
    }

    // A file that is there and is called as no model is said to be none of ONNX, where it is none.
    private static bool IsOtherFile(string name) => File.Exists(name) && ModelCatalogue.All.All(m => m.Name != name.Split('@')[0]);

    // A file says what it takes, and most often how many classes it tells apart.
    private static (NetworkGraph Graph, string Where) OwnGraphOf(string path, string? dataset)
    {
        var model = OnnxModel.Of(Path.GetFileNameWithoutExtension(path), path);
        if (dataset is not null && DatasetCatalogue.Find(dataset).Info is var data)
            return (NetworkGraph.Of(model, data.Input, data.Classes), $"{data.Input} inputs and {data.Classes} classes ({data.Name})");
        var (images, classes) = OnnxModel.TakenBy(path);
        if (classes is null) throw new UserError($"{path} does not say how many classes its network tells apart: name a data set with --for");
        return (NetworkGraph.Of(model, images, classes.Value), $"{images} inputs and {classes} classes (the file's own)");
    }
}

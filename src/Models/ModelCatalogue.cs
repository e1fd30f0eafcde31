using Bench.Core;

namespace Bench.Models;

/// <summary>All models, by name. A new model is one file and one line here.</summary>
public static class ModelCatalogue
{
    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        LeNet300.Entry,
        MlpNet.Entry,
        LeNet5.Entry,
        LeNet.Entry,
        ConvNet.Entry(2),
        ConvNet.Entry(4),
        ConvNet.Entry(6),
        ResNet.Entry(20),
        ResNet.Entry(32),
        ResNet.Entry(44),
        ResNet.Entry(56),
        ResNet.Entry(110),
        ResNet.Entry(20, projects: true),
        ResNet.Entry(32, projects: true),
        ResNet.Entry(44, projects: true),
        ResNet.Entry(56, projects: true),
        ResNet.Entry(110, projects: true),
        Vgg16.Entry,
    ];

    /// <exception cref="UserError">No model has that name.</exception>
    public static ModelEntry Find(string name) =>
        All.FirstOrDefault(m => m.Name == name) ?? throw new UserError(Names.Unknown("model", name, All.Select(m => m.Name)));
}

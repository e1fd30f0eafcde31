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
        DeepResNet.ResNet18,
        DeepResNet.ResNet34,
        DeepResNet.ResNet50,
        DeepResNet.WideResNet50,
        WideResNet.Entry(1),
        WideResNet.Entry(2),
        WideResNet.Entry(4),
        WideResNet.Entry(8),
        WideResNet.Entry(10),
        DenseNet.Entry,
        DenseNet121.Entry,
        MobileNetV2.Entry,
        Vgg11.Entry,
        VisionTransformer.Entry(6, 128),
        VisionTransformer.Entry(12, 192),
        VisionTransformer.Entry(12, 384),
        VisionTransformer.Entry(12, 768),
        MlpMixer.Entry(4, 128),
        MlpMixer.Entry(8, 512),
    ];

    /// <summary>The model with a name, which may end in a width, as <c>resnet20@width=0.5</c> does.</summary>
    /// <exception cref="UserError">No model has that name, or its width is none.</exception>
    public static ModelEntry Find(string name)
    {
        var wanted = ModelName.Of(name);
        var model = All.FirstOrDefault(m => m.Name == wanted.Bare) ?? throw new UserError(Names.Unknown("model", wanted.Bare, All.Select(m => m.Name)));
        return wanted.Width == 1 ? model : model.WithWidth(wanted.Width);
    }
}
